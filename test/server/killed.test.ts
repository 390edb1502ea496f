import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hasDatabase } from '../support/databases'
import { killWriters } from './killed/killWriters'

const TIMES = 10

it.skipIf(!(await hasDatabase('PostgreSQL')))(
  'PostgreSQL loses and doubles nothing when its writer is killed',
  { timeout: 60_000 },
  async () => {
    expect(await killWriters('PostgreSQL', TIMES)).toMatchObject({ kills: TIMES })
  },
)

it('SQLite loses and doubles nothing when its writer is killed', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mux-viewers-'))
  try {
    const path = join(folder, 'record.db')
    expect(await killWriters('SQLite', TIMES, path)).toMatchObject({ kills: TIMES })
  } finally {
    await rm(folder, { recursive: true })
  }
})

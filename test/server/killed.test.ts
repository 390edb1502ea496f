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
    await killWriters('PostgreSQL', TIMES)
    expect.hasAssertions()
  },
)

it('SQLite loses and doubles nothing when its writer is killed', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mux-viewers-'))
  try {
    await killWriters('SQLite', TIMES, join(folder, 'record.db'))
    expect.hasAssertions()
  } finally {
    await rm(folder, { recursive: true })
  }
})

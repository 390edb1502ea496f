// `npm run soak`, third part: a writer is killed (-9) 100 times on each database, and what is kept is
// compared with what was acknowledged.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killWriters } from '../server/killed/killWriters'
import { DATABASES, hasDatabase, type DatabaseName } from '../support/databases'

const TIMES = 100

/** A line of figures; throws what is wrong. */
async function figuresOf(name: DatabaseName): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mux-viewers-'))
  const isServer = name === 'PostgreSQL' || name === 'MariaDB'
  const begun = performance.now()
  try {
    const { kills, samples, broadcasts, thinnings, inThinning } = await killWriters(
      name,
      TIMES,
      isServer ? undefined : join(folder, 'record'),
    )
    const seconds = Math.round((performance.now() - begun) / 1_000)
    return `${kills} kills (${inThinning} while thinning), acknowledged ${samples} samples, ${broadcasts} broadcasts, ${thinnings} thinnings; nothing lost, nothing doubled; ${seconds} s`
  } finally {
    await rm(folder, { recursive: true })
  }
}

for (const name of DATABASES) {
  // One after the other, so that each is killed in its own work.
  // oxlint-disable-next-line no-await-in-loop
  if (!(await hasDatabase(name))) continue
  try {
    // oxlint-disable-next-line no-await-in-loop
    console.log(`${name.padEnd(10)} ${await figuresOf(name)}`)
  } catch (error) {
    console.log(`${name.padEnd(10)} ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}

import type { PGlite } from '@electric-sql/pglite'
import type { PostgresPool } from 'kysely'

/**
 * PGlite as the pool that Kysely's `PostgresDialect` takes. It has one session: it is handed to one
 * caller at a time, so that transactions do not mix.
 */
export function pglitePool(pglite: PGlite): PostgresPool {
  let tail = Promise.resolve()
  return {
    async connect() {
      let free = (): void => undefined
      const before = tail
      tail = tail.then(() => new Promise<void>((resolve) => (free = resolve)))
      await before
      return {
        query: async (text: string, parameters: readonly unknown[]) => {
          const { rows, affectedRows = 0 } = await pglite.query(text, [...parameters])
          const [command = ''] = /^\w+/.exec(text.trim().toUpperCase()) ?? []
          return { command, rowCount: affectedRows || rows.length, rows }
        },
        release: () => free(),
      } as unknown as Awaited<ReturnType<PostgresPool['connect']>>
    },
    end: () => pglite.close(),
  }
}

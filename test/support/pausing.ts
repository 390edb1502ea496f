import type { DatabaseConnection, Dialect } from 'kysely'

/** A dialect that waits for `before` with each statement. */
export function pausing(dialect: Dialect, before: (sql: string) => Promise<void>): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver() {
      const driver = dialect.createDriver()
      return withMethods(driver, {
        async acquireConnection(...given: Parameters<typeof driver.acquireConnection>) {
          const connection = await driver.acquireConnection(...given)
          return withMethods(connection, {
            async executeQuery(query: Parameters<DatabaseConnection['executeQuery']>[0]) {
              await before(query.sql)
              return connection.executeQuery(query)
            },
          })
        },
      })
    },
  }
}

/** `target` with other methods; its own ones see it as it is. */
function withMethods<Target extends object>(target: Target, methods: object): Target {
  return new Proxy(target, {
    get(_, key) {
      const own: unknown = Reflect.get(methods, key) ?? Reflect.get(target, key)
      return typeof own === 'function' && !(key in methods) ? (own.bind(target) as unknown) : own
    },
  })
}

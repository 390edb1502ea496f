import { readFileSync } from 'node:fs'

/** What a page imports as `mux-viewers/styles.css`: a list of imports, as a bundler joins them. */
export function styleSheet(): string {
  const folder = new URL('../../src/', import.meta.url)
  const list = readFileSync(new URL('styles.css', folder), 'utf8')
  return list.replace(/@import '(.+)';/g, (_, path: string) =>
    readFileSync(new URL(path, folder), 'utf8'),
  )
}

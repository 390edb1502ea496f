import { readFileSync } from 'node:fs'
import { version } from 'react'
import { version as domVersion } from 'react-dom'
import { expect, test } from 'vitest'

test('this is really React 18', () => {
  expect([version, domVersion]).toEqual(['18.3.1', '18.3.1'])
})

test('and TanStack Query at the floor of our peer range', () => {
  const read = (path: string): { version?: string; peerDependencies?: Record<string, string> } =>
    JSON.parse(readFileSync(path, 'utf8')) as ReturnType<typeof read>
  const floor = read('package.json').peerDependencies?.['@tanstack/react-query']?.replace('^', '')
  const used = 'test/consumers/react18/node_modules/@tanstack/react-query/package.json'
  expect(read(used).version).toBe(floor)
})

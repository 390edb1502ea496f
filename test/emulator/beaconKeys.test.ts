import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { beaconKeys } from '../../src/emulator/beaconKeys'

/** The SDK's two tables of words, read out of the package that is installed. */
function wordTables(): { first: Map<string, string>; further: Map<string, string> } {
  const sdk = readFileSync(
    new URL('../../node_modules/mux-embed/dist/mux.mjs', import.meta.url),
    'utf8',
  )
  const table = (beginning: string): Map<string, string> => {
    const literal = new RegExp(`\\{(${beginning}[^{}]*)\\}`).exec(sdk)?.[1]
    if (!literal) throw new Error(`mux-embed has no table that begins with ${beginning}`)
    return new Map(
      [...literal.matchAll(/(\w+):"(\w+)"/g)].map(([, short, word]) => [word!, short!]),
    )
  }
  return { first: table('a:"env"'), further: table('ad:"ad"') }
}

test('every key is written as the installed player writes it', () => {
  const { first, further } = wordTables()
  const encode = (name: string): string => {
    const [head, ...rest] = name.split('_')
    return [first.get(head!), ...rest.map((word) => further.get(word))].join('')
  }
  expect(first.size).toBeGreaterThanOrEqual(19)
  expect(further.size).toBeGreaterThanOrEqual(170)
  for (const [long, short] of Object.entries(beaconKeys))
    expect([long, encode(long)]).toEqual([long, short])
})

import * as fc from 'fast-check'

/** Stands for a place that is left out. */
const NOTHING = Symbol('nothing')

/** What may stand where something else belongs. */
const oddities = fc.oneof(
  fc.constantFrom<unknown>(
    NOTHING,
    null,
    {},
    [],
    '',
    '3',
    true,
    0,
    -0,
    -1,
    0.5,
    2 ** 53,
    Number.POSITIVE_INFINITY,
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.nat(),
)

/** JSON of the right form, but that at some places something else stands, or nothing, or it stands twice. */
export function nearValid(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const changes = fc.array(fc.record({ at: fc.nat(), put: oddities, isDouble: fc.boolean() }), {
    maxLength: 2,
  })
  return fc.tuple(valid, changes).map(([body, all]) => {
    let changed = structuredClone(body)
    for (const { at, put, isDouble } of all) {
      let left = at % countOf(changed)
      const walk = (value: unknown): unknown[] => {
        if (left-- === 0) return isDouble ? [value, value] : put === NOTHING ? [] : [put]
        if (Array.isArray(value)) return [value.flatMap((entry) => walk(entry))]
        if (!isRecord(value)) return [value]
        const entries = Object.entries(value).flatMap(([key, entry]) => {
          // A record has no place for a second one.
          const [first = NOTHING] = walk(entry)
          return first === NOTHING ? [] : [[key, first]]
        })
        return [Object.fromEntries(entries)]
      }
      changed = walk(changed)[0] ?? null
    }
    return changed
  })
}

function countOf(value: unknown): number {
  const inner = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : []
  return inner.reduce<number>((sum, entry) => sum + countOf(entry), 1)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

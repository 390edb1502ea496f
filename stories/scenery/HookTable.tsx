import { useRef, type ReactNode } from 'react'
import { useMuxViewers, useReadingAge, type UseMuxViewersOptions } from '../../src/index'
import './scenery.css'

/** What each field of the hook says, in the order of its type. */
const FIELDS = [
  ['viewers', 'The number shown; null: not known, never 0 for that.'],
  ['views', 'Playbacks running now; null where nobody counts them.'],
  ['unit', 'What viewers counts: people or playbacks; null when nobody counted.'],
  ['status', 'What the number is worth.'],
  ['source', 'Who counted: mux, fallback, or null.'],
  ['dot', 'Solid only for a fresh, verified reading of Mux; hollow for an old or unconfirmed one.'],
  ['stream', 'Mux’s word on the stream.'],
  ['broadcast', 'The running or last broadcast, where the server keeps them.'],
  ['error', 'Why the number is old or missing: a code and a sentence. Never thrown.'],
] as const

const AGE = 'How old the number is, in milliseconds, ticking; a hook of its own.'

/** A component without any looks of ours: everything that `useMuxViewers` returns, as it is now. */
export function HookTable(options: UseMuxViewersOptions): ReactNode {
  const { refetch, ...state } = useMuxViewers(options)
  const ageMs = useReadingAge(state)
  const passport = useRef<HTMLPreElement>(null)
  const show = (): void => {
    passport.current!.textContent = JSON.stringify(state.getSnapshot(), null, 2)
  }
  return (
    <div className="hook">
      <table className="dashboard">
        <thead>
          <tr>
            <th scope="col">field</th>
            <th scope="col">now</th>
          </tr>
        </thead>
        <tbody>
          {FIELDS.map(([field, meaning]) => (
            <Row key={field} field={field} meaning={meaning} now={state[field]} />
          ))}
          <Row field="useReadingAge" meaning={AGE} now={ageMs} />
        </tbody>
      </table>
      <p className="audience-buttons">
        <button type="button" onClick={() => void refetch()}>
          refetch()
        </button>
        <button type="button" onClick={show}>
          getSnapshot()
        </button>
      </p>
      <pre ref={passport} />
    </div>
  )
}

interface RowProps {
  field: string
  meaning: string
  now: unknown
}

function Row({ field, meaning, now }: RowProps): ReactNode {
  return (
    <tr>
      <th scope="row">
        <code>{field}</code>
        <small>{meaning}</small>
      </th>
      <td>
        <code>{written(now)}</code>
      </td>
    </tr>
  )
}

function written(value: unknown): string {
  if (value instanceof Error) return `${(value as Error & { code: string }).code}: ${value.message}`
  return typeof value === 'object' && value !== null
    ? JSON.stringify(value, null, 2)
    : String(value)
}

import { createContext, useCallback, useState, type ReactNode } from 'react'
import './scenery.css'

/** Where a pretend player says what it was given for Mux Data, as JSON. */
export const ToldContext = createContext<(metadata: string) => void>(() => undefined)

const KEY = 'mux-viewers:viewer-id'

interface ToldNow {
  metadata: string
  kept: string | null
}

/** A player with what Mux Data is told of its view, and what is kept in this browser. */
export function Told({ children }: { children: ReactNode }): ReactNode {
  const [{ metadata, kept }, setTold] = useState<ToldNow>({ metadata: '{}', kept: null })
  // By then the player has kept its id, or removed it.
  const hear = useCallback(
    (said: string) => setTold({ metadata: said, kept: localStorage.getItem(KEY) }),
    [],
  )
  const told = Object.entries(JSON.parse(metadata) as Record<string, string>)
  return (
    <ToldContext.Provider value={hear}>
      {children}
      <table className="dashboard told">
        <caption>What Mux Data is told</caption>
        <tbody>
          {told.map(([key, value]) => (
            <tr key={key}>
              <th scope="row">
                <code>{key}</code>
              </th>
              <td>
                <code>{value}</code>
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">
              kept in this browser as <code>{KEY}</code>
            </th>
            <td>{kept === null ? 'nothing' : <code>{kept}</code>}</td>
          </tr>
        </tbody>
      </table>
    </ToldContext.Provider>
  )
}

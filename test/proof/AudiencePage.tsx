import MuxPlayer from '@mux/mux-player-react'
import { useEffect, useState, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'

/** How the page is to be, in the query of its address. */
const asked = new URLSearchParams(window.location.search)
const ask = (key: string): string => asked.get(key) ?? ''

/**
 * What this product replaces: a count of open pages. It is made as well as that can be done from
 * inside a page: it counts down when its component goes or shows another stream, and, unlike most,
 * when the page goes, by a request that outlives it.
 */
function useVisit(stream: string): void {
  useEffect(() => {
    const count = (by: number): void =>
      void fetch(`/visits?stream=${stream}&by=${by}`, { method: 'POST', keepalive: true }).catch(
        () => undefined,
      )
    const leave = (): void => count(-1)
    count(1)
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [stream])
}

/** Mux's player as it comes, and nothing of ours. */
function Audience(): ReactElement {
  const [watched, setWatched] = useState('main')
  useVisit(watched)
  return (
    <>
      <MuxPlayer
        src={ask(watched)}
        streamType="live"
        envKey="proof"
        beaconCollectionDomain={ask('beacons')}
        disableCookies={asked.has('noCookies')}
        muted
        style={{ width: 320 }}
      />
      <button onClick={() => setWatched('other')}>Watch the other stream</button>
    </>
  )
}

createRoot(document.body.appendChild(document.createElement('div'))).render(<Audience />)

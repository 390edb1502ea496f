import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { DemoAction, DemoState } from '../../.storybook/liveDemo'
import './pages.css'

interface DemoProps {
  /** The page, once it is known that the local server is there. */
  children: (demo: DemoState, act: (action: DemoAction) => void) => ReactNode
}

/** What the pages need of the dev server; without one it says how to run it. */
export function Demo({ children }: DemoProps): ReactNode {
  const queryClient = useQueryClient()
  const { data: demo, isPending } = useQuery({
    queryKey: ['demo'],
    queryFn: () => askDemo(),
    refetchInterval: 5_000,
  })
  const { mutate: act } = useMutation({
    mutationFn: askDemo,
    onSuccess: (state) => queryClient.setQueryData(['demo'], state),
  })
  if (isPending) return <p className="page-notice">Looking for the local server …</p>
  if (demo === undefined || demo === null) {
    return (
      <p className="page-notice">
        This page needs the local server. In a clone of the repository run{' '}
        <code>npm ci &amp;&amp; npm start</code>. Every story outside Live and Pages works without
        it.
      </p>
    )
  }
  if (demo.missing.length > 0) {
    return (
      <p className="page-notice" role="alert">
        <code>MUX_EMULATOR=off</code> asks the real Mux, but {demo.missing.join(', ')} must be set.
      </p>
    )
  }
  return children(demo, act)
}

/** Asks the dev server; `null` when there is none behind this page. */
async function askDemo(action?: DemoAction): Promise<DemoState | null> {
  const response = await fetch('/api/demo', {
    ...(action === undefined ? {} : { method: 'POST', body: JSON.stringify({ action }) }),
  })
  const isOurs = response.ok && response.headers.get('content-type')?.includes('json')
  return isOurs ? ((await response.json()) as DemoState) : null
}

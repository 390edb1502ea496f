import { MIN_INTERVAL_MS, usableInterval } from '../core/polling'
import type { Page } from './page'
import type { Told } from './Told'

/** Says in development what the app should mend, each thing once on a page. */
export function warnOnce(
  { warned }: Page,
  { streamId, initialSnapshot, staleAfter }: Told,
  { isProvided, interval }: { isProvided: boolean; interval: number },
): void {
  const once = (kind: string, isWrong: boolean, way: 'error' | 'warn', sentence: string): void => {
    if (!isWrong || warned.has(kind)) return
    warned.add(kind)
    console[way](`[mux-viewers] ${sentence}`)
  }
  once(
    'client',
    !isProvided,
    'error',
    'No QueryClient was found above this component, so nothing is asked and only the fallback is shown. Wrap the app in <QueryClientProvider client={new QueryClient()}> from @tanstack/react-query, or in <MuxViewersProvider>.',
  )
  const used = usableInterval(interval)
  once(
    'interval',
    interval !== used,
    'warn',
    `interval: ${interval} is no number of milliseconds, ${MIN_INTERVAL_MS} or more, so ${used} is used. Mux counts anew only every few seconds; pass 30000 for half a minute.`,
  )
  once(
    'staleAfter',
    staleAfter !== undefined && !(staleAfter > 0),
    'warn',
    `staleAfter: ${staleAfter} is no number of milliseconds above 0, so no reading counts as fresh. Pass 60000 for a minute, or leave it away.`,
  )
  once(
    'initialSnapshot',
    Boolean(initialSnapshot) && streamId !== null && initialSnapshot?.streamId !== streamId,
    'warn',
    `initialSnapshot is of the stream ${initialSnapshot?.streamId}, not of ${streamId}, so it is not shown. Read it for the same streamId.`,
  )
}

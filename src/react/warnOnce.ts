import { MIN_INTERVAL_MS, usableInterval } from '../core/polling'
import type { Page } from './page'

/** Says in development what the app should mend, each thing once on a page. */
export function warnOnce(
  { warned }: Page,
  { hasClient, interval }: { hasClient: boolean; interval: number },
): void {
  if (!hasClient && !warned.has('client')) {
    warned.add('client')
    console.error(
      '[mux-viewers] No QueryClient was found above this component, so nothing is asked and only the fallback is shown. Wrap the app in <QueryClientProvider client={new QueryClient()}> from @tanstack/react-query.',
    )
  }
  const used = usableInterval(interval)
  if (interval !== used && !warned.has('interval')) {
    warned.add('interval')
    console.warn(
      `[mux-viewers] interval: ${interval} is no number of milliseconds, ${MIN_INTERVAL_MS} or more, so ${used} is used. Mux counts anew only every few seconds; pass 30000 for half a minute.`,
    )
  }
}

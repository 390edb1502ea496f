import { MIN_INTERVAL_MS } from '../core/polling'
import type { Page } from './page'

/** Says in development what the app should mend, each thing once on a page. */
export function warnOnce(
  { warned }: Page,
  { canAsk, interval }: { canAsk: boolean; interval: number },
): void {
  if (!canAsk && !warned.has('client')) {
    warned.add('client')
    console.error(
      '[mux-viewers] No QueryClient was found above this component, so nothing is asked and only the fallback is shown. Wrap the app in <QueryClientProvider client={new QueryClient()}> from @tanstack/react-query.',
    )
  }
  if (!(interval >= MIN_INTERVAL_MS) && !warned.has('interval')) {
    warned.add('interval')
    console.warn(
      `[mux-viewers] interval: ${interval} is below ${MIN_INTERVAL_MS} milliseconds, so ${MIN_INTERVAL_MS} is used. Mux counts anew only every few seconds; pass milliseconds, 30000 for half a minute.`,
    )
  }
}

import { QueryClient, QueryClientContext } from '@tanstack/react-query'
import { useContext, useEffect, useState } from 'react'

/**
 * The nearest provider's QueryClient. Without one the badge must not break the page: a client that
 * never asks stands in, and development says which line to add.
 */
export function useViewersClient(): { client: QueryClient; canAsk: boolean } {
  const provided = useContext(QueryClientContext)
  const [standIn] = useState(() =>
    provided === undefined
      ? new QueryClient({ defaultOptions: { queries: { gcTime: 0 } } })
      : undefined,
  )
  const isMissing = provided === undefined
  useEffect(() => {
    if (isMissing && process.env.NODE_ENV !== 'production') {
      console.error(
        '[mux-viewers] No QueryClient was found above this component, so nothing is asked and only the fallback is shown. Wrap the app in <QueryClientProvider client={new QueryClient()}> from @tanstack/react-query.',
      )
    }
  }, [isMissing])
  return { client: provided ?? (standIn as QueryClient), canAsk: !isMissing }
}

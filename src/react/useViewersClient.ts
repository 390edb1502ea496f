import { QueryClient, QueryClientContext } from '@tanstack/react-query'
import { useContext, useEffect, useState } from 'react'
import { pageOf } from './page'

/**
 * The nearest provider's QueryClient. Without one the badge must not break the page: a client that
 * never asks stands in, and development says which line to add.
 */
export function useViewersClient(): { client: QueryClient; canAsk: boolean } {
  const provided = useContext(QueryClientContext)
  const [standIn] = useState(
    () => provided ?? new QueryClient({ defaultOptions: { queries: { gcTime: 0 } } }),
  )
  const client = provided ?? standIn
  const isMissing = provided === undefined
  useEffect(() => {
    if (isMissing && process.env.NODE_ENV !== 'production' && pageOf(client).isFirst('client')) {
      console.error(
        '[mux-viewers] No QueryClient was found above this component, so nothing is asked and only the fallback is shown. Wrap the app in <QueryClientProvider client={new QueryClient()}> from @tanstack/react-query.',
      )
    }
  }, [client, isMissing])
  return { client, canAsk: !isMissing }
}

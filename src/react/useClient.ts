import { QueryClient, QueryClientContext } from '@tanstack/react-query'
import { useContext, useState } from 'react'
import { pageOf, type Page } from './page'

/** The nearest QueryClient and its page. */
export interface Client {
  client: QueryClient
  page: Page
  /** `false`: no QueryClient was provided. One that never asks stands in, so that the page is not broken. */
  isProvided: boolean
}

/** See {@link Client}. */
export function useClient(): Client {
  const provided = useContext(QueryClientContext)
  const [standIn] = useState(
    () => provided ?? new QueryClient({ defaultOptions: { queries: { gcTime: 0 } } }),
  )
  const client = provided ?? standIn
  return { client, page: pageOf(client), isProvided: provided !== undefined }
}

import { QueryClient, QueryClientContext, QueryClientProvider } from '@tanstack/react-query'
import { useContext, useState, type ReactElement, type ReactNode } from 'react'
import { MuxViewersContext, type MuxViewersSettings } from './MuxViewersContext'

/** Props of {@link MuxViewersProvider}. */
export interface MuxViewersProviderProps extends MuxViewersSettings {
  children?: ReactNode
}

/**
 * Says once for all hooks and badges below it what their options would say; an option of their own
 * wins. Nothing needs it. Where no QueryClient is provided it makes one of its own.
 */
export function MuxViewersProvider({
  children,
  ...settings
}: MuxViewersProviderProps): ReactElement {
  const outer = useContext(MuxViewersContext)
  const provided = useContext(QueryClientContext)
  const [own] = useState(() => provided ?? new QueryClient())
  const content = (
    <MuxViewersContext.Provider
      value={{ ...outer, ...settings, labels: { ...outer.labels, ...settings.labels } }}
    >
      {children}
    </MuxViewersContext.Provider>
  )
  return provided ? content : <QueryClientProvider client={own}>{content}</QueryClientProvider>
}

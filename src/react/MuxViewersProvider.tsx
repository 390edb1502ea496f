import { QueryClient, QueryClientContext, QueryClientProvider } from '@tanstack/react-query'
import { useContext, useMemo, useState, type ReactElement, type ReactNode } from 'react'
import { MuxViewersContext, type MuxViewersSettings } from './MuxViewersContext'
import { useSame } from './useSame'

/** Props of {@link MuxViewersProvider}. */
export interface MuxViewersProviderProps extends MuxViewersSettings {
  children?: ReactNode
}

/**
 * Says once for all hooks and badges below it what their options would say; an option of their own
 * wins. Nothing needs it. Where no QueryClient is provided it makes one of its own.
 */
export function MuxViewersProvider(props: MuxViewersProviderProps): ReactElement {
  const outer = useContext(MuxViewersContext)
  const {
    fetcher = outer.fetcher,
    scope = outer.scope,
    interval = outer.interval,
    locale = outer.locale,
    labels,
    children,
  } = props
  // The same object while it says the same: a new one renders every badge, and every hook.
  const said = Object.entries(labels ?? {}).filter(([, label]) => label !== undefined)
  const allLabels = useSame({ ...outer.labels, ...Object.fromEntries(said) })
  const settings = useMemo(
    () => ({ fetcher, scope, interval, locale, labels: allLabels }),
    [fetcher, scope, interval, locale, allLabels],
  )
  const provided = useContext(QueryClientContext)
  const [own] = useState(() => provided ?? new QueryClient())
  const content = (
    <MuxViewersContext.Provider value={settings}>{children}</MuxViewersContext.Provider>
  )
  return provided ? content : <QueryClientProvider client={own}>{content}</QueryClientProvider>
}

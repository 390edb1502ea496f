import { createContext, type Context } from 'react'
import type { ViewerLabels } from '../core/labels'
import type { ViewersFetcher } from '../core/snapshot'

/** What a `MuxViewersProvider` says for all below it. */
export interface MuxViewersSettings {
  /** Who brings the numbers. Default: GET `/api/mux-viewers` on your own origin. */
  fetcher?: ViewersFetcher | undefined
  /** Names the fetcher in the query key, where one page uses several. Default `'default'`. */
  scope?: string | undefined
  /** How often to ask, in milliseconds. Default 30,000. */
  interval?: number | undefined
  /** Language of digits and ages, as a BCP 47 tag. Default `'en'`. */
  locale?: string | undefined
  /** Words that replace the English ones; those left out stay. */
  labels?: Partial<ViewerLabels> | undefined
}

export const MuxViewersContext: Context<MuxViewersSettings> =
  /* @__PURE__ */ createContext<MuxViewersSettings>({})

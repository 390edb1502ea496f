import type { ViewMetadata } from './metadataOf'
import { namesViewer } from './metadataOf'

interface Uncounted {
  /** What was warned of on this page. */
  warned: Set<string>
  metadata: ViewMetadata
  /** It plays, and Mux Data is not there to hear of it. */
  isUnheard: boolean
  props: Readonly<Record<string, unknown>> & {
    disableTracking?: boolean | undefined
    disableCookies?: boolean | undefined
  }
}

/** Says in development why Mux cannot count a view, each reason once on a page. */
export function warnUncounted({ warned, metadata, isUnheard, props }: Uncounted): void {
  const once = (kind: string, isSo: boolean, sentence: string): void => {
    if (!isSo || warned.has(kind)) return
    warned.add(kind)
    console.warn(`[mux-viewers] ${sentence}`)
  }
  const { disableTracking, disableCookies } = props
  once(
    'disableTracking',
    disableTracking === true,
    'LivePlayer has disableTracking, so Mux never hears of its views and no count has them in it; leave it away, unless nobody is to be counted here, as in a preview.',
  )
  once(
    'envKey',
    !disableTracking && isUnheard,
    'LivePlayer plays a src that Mux Data is not told of, because it is not an address of Mux and there is no envKey, so its views are not counted; pass the playbackId, or the envKey of your Mux environment.',
  )
  once(
    'identity',
    !disableTracking && disableCookies === true && !namesViewer(metadata, props),
    'LivePlayer has disableCookies and no viewer_user_id, so Mux cannot tell who is who and counts each view as a person; pass viewerId, or metadata.viewer_user_id, with an anonymous id of your own.',
  )
}

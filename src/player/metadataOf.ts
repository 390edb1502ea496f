/** What Mux Data is told of a view, by Mux's own names. */
export type ViewMetadata = Record<string, unknown>

/** What the defaults are made of. */
interface MetadataSituation {
  streamId: string | null
  viewerId: string | undefined
  /** The player's props as the app gives them. */
  props: Readonly<Record<string, unknown>> & {
    metadata?: ViewMetadata | undefined
    videoTitle?: string | undefined
    title?: string | undefined
  }
}

/**
 * The metadata of a view: the app's own, and for what it leaves out what Mux needs to count well.
 * In the player `metadata` wins over its `metadata-…` attributes, so what is given as one of these
 * props is left out here.
 * @see https://www.mux.com/docs/guides/make-your-data-actionable-with-metadata
 */
export function metadataOf({ streamId, viewerId, props }: MetadataSituation): ViewMetadata {
  const { metadata = {}, videoTitle, title } = props
  const defaults: ViewMetadata = {
    // Monitoring without `live_stream_id` tells streams apart by it.
    video_id: streamId ?? undefined,
    video_title: videoTitle ?? title,
    viewer_user_id: viewerId,
    // The player's `streamType` is not handed on to Mux Data.
    video_stream_type: 'live',
  }
  const missing = Object.entries(defaults).filter(
    ([key, value]) => value !== undefined && !isSetByProp(key, props),
  )
  const given = Object.entries(metadata).filter(([, value]) => value !== undefined)
  return Object.fromEntries([...missing, ...given])
}

/** Whether Mux Data is told who watches, by the page itself. */
export function namesViewer(metadata: ViewMetadata, props: MetadataSituation['props']): boolean {
  return Boolean(metadata['viewer_user_id']) || isSetByProp('viewer_user_id', props)
}

/** `video_id` may come as `metadataVideoId`, or as the attribute itself. */
function isSetByProp(key: string, props: Readonly<Record<string, unknown>>): boolean {
  const attribute = `metadata-${key.replaceAll('_', '-')}`
  const prop = attribute.replace(/-./g, (dashed) => dashed.slice(1).toUpperCase())
  return props[attribute] !== undefined || props[prop] !== undefined
}

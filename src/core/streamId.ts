const STREAM_ID = /^[\w-]{1,128}$/

/** Whether `value` has the form of a Mux id: 1 to 128 letters, digits, `_` or `-`. */
export function isStreamId(value: unknown): value is string {
  return typeof value === 'string' && STREAM_ID.test(value)
}

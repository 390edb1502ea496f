/**
 * Who may see which streams. Runs before any stream is looked at, with the ids in the order asked;
 * they have been read, and their form checked, by then.
 *
 * `true`: all of them. `false`: none; each becomes a `forbidden` snapshot. A list: these ids, the
 * others are `forbidden`. A `Response`: it is the answer, as it stands. The word `'public'` in
 * place of a function: everybody may see every stream of your Mux environment, and answers may
 * lie in a CDN. What it throws is logged and answered as a plain 500.
 */
export type Authorize =
  | 'public'
  | ((request: Request, streamIds: readonly string[]) => AuthorizeResult | Promise<AuthorizeResult>)

/** What an {@link Authorize} function gives. */
export type AuthorizeResult = boolean | readonly string[] | Response

/** Whether an id may be answered. */
export type Allows = (streamId: string) => boolean

/** Which ids may be answered, or the answer itself. Throws when `authorize` does, or gives neither. */
export async function askAuthorize(
  authorize: Authorize,
  request: Request,
  streamIds: readonly string[],
): Promise<Allows | Response> {
  if (authorize === 'public') return () => true
  const result = await authorize(request, streamIds)
  if (typeof result === 'boolean') return () => result
  if (Array.isArray(result)) {
    const ids = new Set(result as string[])
    return (id) => ids.has(id)
  }
  if (isResponse(result)) {
    if (result.bodyUsed) throw new TypeError('authorize gives a Response that was read before')
    return result
  }
  // Forgotten `return`, or a user object that is merely truthy: nobody was let in by that.
  throw new TypeError('authorize gives true, false, a list of ids or a Response')
}

// Not instanceof alone: frameworks bring a Response of their own.
const isResponse = (value: unknown): value is Response =>
  value instanceof Response || Object.prototype.toString.call(value) === '[object Response]'

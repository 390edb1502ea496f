/** Where the id is kept in `localStorage`. */
export const VIEWER_ID_KEY = 'mux-viewers:viewer-id'

const MADE_BY_US = /^[0-9a-f]{32}$/

/**
 * The anonymous id of this browser: 32 random hexadecimal digits, made once and kept in this
 * origin's `localStorage`. `undefined` on a server and where nothing can be kept: an id that lasts
 * for one page would make a second person of each refresh.
 */
export function readViewerId(): string | undefined {
  const storage = storageOf()
  // Before any chance is drawn: frameworks that render ahead of time refuse it.
  if (!storage) return undefined
  try {
    const kept = storage.getItem(VIEWER_ID_KEY)
    if (kept && MADE_BY_US.test(kept)) return kept
    // Not `randomUUID`, which a page without TLS does not have.
    const bytes = crypto.getRandomValues(new Uint8Array(16))
    const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
    storage.setItem(VIEWER_ID_KEY, made)
    return made
  } catch {
    return undefined
  }
}

/** Takes away what an earlier visit has kept, since now nothing may be. */
export function forgetViewerId(): void {
  try {
    storageOf()?.removeItem(VIEWER_ID_KEY)
  } catch {
    // Where nothing can be removed nothing was kept.
  }
}

function storageOf(): Storage | undefined {
  try {
    return typeof window === 'undefined' ? undefined : window.localStorage
  } catch {
    // A page in a sandbox may not even look.
    return undefined
  }
}

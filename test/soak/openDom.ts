import { createRequire } from 'node:module'

/** What is used of jsdom, which brings no types. */
interface Jsdom {
  JSDOM: new (html: string, options: object) => { window: Window & typeof globalThis }
}

// Its own events and signals: a signal of Node's would be refused by its elements.
const NAMES = [
  'window',
  'navigator',
  'document',
  'Event',
  'EventTarget',
  'AbortController',
  'AbortSignal',
] as const

/**
 * Makes this process a browser's page; gives its window. Whatever looks for a window when it is
 * loaded, as React does, must be imported later.
 */
export function openDom(): Window & typeof globalThis {
  const { JSDOM } = createRequire(import.meta.url)('jsdom') as Jsdom
  const { window } = new JSDOM('<!doctype html>', {
    url: 'https://app.test/',
    // Else nobody looks at the page, and nothing would be asked.
    pretendToBeVisual: true,
  })
  for (const name of NAMES) {
    Object.defineProperty(globalThis, name, {
      value: name === 'window' ? window : window[name],
      configurable: true,
      writable: true,
    })
  }
  return window
}

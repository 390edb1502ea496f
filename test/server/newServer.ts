import { vi } from 'vitest'
import type { SourceReading, ViewersSource } from '../../src/core/source'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import type { MuxViewersOptions } from '../../src/server/MuxViewersOptions'
import { fakeMux, fakeSource } from './fakeSource'

/** A server that asks a source of the test, and what it says to its log. */
export function newServer(
  options: Partial<MuxViewersOptions>,
  read: () => SourceReading = () => ({ viewers: 1 }),
  more: Partial<ViewersSource> = {},
) {
  const { source, calls } = fakeSource(read, more)
  const logger = {
    error: vi.fn<(line: string, error?: unknown) => void>(),
    info: vi.fn<(line: string) => void>(),
  }
  const server = createMuxViewers({
    mux: fakeMux,
    authorize: 'public',
    sources: [source],
    logger,
    ...options,
  })
  const { signal } = new AbortController()
  const ask = async (...streamIds: string[]) => server.fetcher({ streamIds, signal })
  return { server, ask, calls, logger }
}

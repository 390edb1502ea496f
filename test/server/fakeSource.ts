import type { SourceReading, ViewersSource } from '../../src/core/source'

/** A source that answers with what the test says, and notes which streams it was asked for. */
export function fakeSource(
  read: (request: Parameters<ViewersSource['read']>[0]) => SourceReading | Promise<SourceReading>,
  more: Partial<ViewersSource> = {},
): { source: ViewersSource; calls: string[] } {
  const calls: string[] = []
  return {
    calls,
    source: {
      name: 'counts',
      unit: 'people',
      ttlMs: 15_000,
      missing: () => null,
      read: async (request) => {
        calls.push(request.streamId)
        return read(request)
      },
      ...more,
    },
  }
}

/** Signs nothing real, for tests with a source of their own. */
export const fakeMux = { jwt: { signViewerCounts: async (): Promise<string> => 'token' } }

import { describe, expect, test } from 'vitest'
import { metadataOf, namesViewer } from '../../src/player/metadataOf'

const tell = (props: Record<string, unknown> = {}, viewerId: string | undefined = 'anybody') =>
  metadataOf({ streamId: 'A', viewerId, props })

test('what Mux needs to count well is told', () => {
  expect(tell({ videoTitle: 'Evening' })).toEqual({
    video_id: 'A',
    video_title: 'Evening',
    viewer_user_id: 'anybody',
    video_stream_type: 'live',
  })
})

test('what is not known is left out, so that Mux fills it in', () => {
  expect(metadataOf({ streamId: null, viewerId: undefined, props: {} })).toEqual({
    video_stream_type: 'live',
  })
})

test('an older title counts as one, after the newer', () => {
  expect(tell({ title: 'Old' })['video_title']).toBe('Old')
  expect(tell({ title: 'Old', videoTitle: 'New' })['video_title']).toBe('New')
})

describe.each([
  ['video_id', 'metadataVideoId', 'metadata-video-id'],
  ['video_title', 'metadataVideoTitle', 'metadata-video-title'],
  ['viewer_user_id', 'metadataViewerUserId', 'metadata-viewer-user-id'],
  ['video_stream_type', 'metadataVideoStreamType', 'metadata-video-stream-type'],
])("never over the caller's %s", (key, prop, attribute) => {
  test('in metadata', () => {
    const metadata = { [key]: 'mine', custom_1: 'kept' }
    expect(tell({ metadata, videoTitle: 'T' })).toMatchObject(metadata)
  })

  test.each([prop, attribute])('as %s, over which the object would win in the player', (name) => {
    expect(tell({ [name]: 'mine', videoTitle: 'T' })).not.toHaveProperty(key)
  })

  test('which is null: it is to be nothing', () => {
    expect(tell({ metadata: { [key]: null } })[key]).toBeNull()
  })

  test('but what is undefined is not set', () => {
    const told = tell({ metadata: { [key]: undefined }, videoTitle: 'T' })
    expect(told).toEqual(tell({ videoTitle: 'T' }))
  })
})

test('who watches is named by metadata, or by a prop', () => {
  expect(namesViewer({ viewer_user_id: 'a' }, {})).toBe(true)
  expect(namesViewer({}, { metadataViewerUserId: 'a' })).toBe(true)
  expect(namesViewer({ viewer_user_id: '' }, {})).toBe(false)
  expect(namesViewer({}, {})).toBe(false)
})

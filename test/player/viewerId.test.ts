import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { forgetViewerId, readViewerId, VIEWER_ID_KEY } from '../../src/player/viewerId'

beforeEach(() => localStorage.clear())
afterEach(() => vi.restoreAllMocks())

test('it is made once, and the same for every visit and tab', () => {
  const id = readViewerId()
  expect(id).toMatch(/^[0-9a-f]{32}$/)
  expect(readViewerId()).toBe(id)
  expect(Object.entries(localStorage)).toEqual([['mux-viewers:viewer-id', id]])
})

test('two browsers have two', () => {
  const id = readViewerId()
  localStorage.clear()
  expect(readViewerId()).not.toBe(id)
})

test.each(['', 'somebody@example.org', '<script>', 'A'.repeat(32)])(
  'what we have not made is replaced: %j',
  (kept) => {
    localStorage.setItem(VIEWER_ID_KEY, kept)
    expect(readViewerId()).toMatch(/^[0-9a-f]{32}$/)
  },
)

test('it can be taken away', () => {
  readViewerId()
  forgetViewerId()
  expect(localStorage).toHaveLength(0)
})

describe('where nothing can be kept there is none, and nothing is thrown', () => {
  const refuse = (): never => {
    throw new DOMException('The operation is insecure.', 'SecurityError')
  }

  test('on a server, which draws no chance that it would throw away', () => {
    const draw = vi.spyOn(crypto, 'getRandomValues')
    vi.stubGlobal('window', undefined)
    expect(readViewerId()).toBeUndefined()
    vi.unstubAllGlobals()
    expect(draw).not.toHaveBeenCalled()
  })

  test('in a sandbox, which may not even look', () => {
    vi.spyOn(window, 'localStorage', 'get').mockImplementation(refuse)
    expect(readViewerId()).toBeUndefined()
    expect(forgetViewerId).not.toThrow()
  })

  test('in storage that is full or refuses', () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(refuse)
    vi.spyOn(Storage.prototype, 'removeItem').mockImplementation(refuse)
    expect(readViewerId()).toBeUndefined()
    expect(forgetViewerId).not.toThrow()
  })
})

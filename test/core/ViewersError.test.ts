import { expect, test, vi } from 'vitest'
import { isViewersError, VIEWERS_ERROR_CODES, ViewersError } from '../../src/core/ViewersError'

test('says what, where and for how long', () => {
  const error = new ViewersError('rate_limited', 'Mux is asked too often.', {
    at: 'mux',
    retryAfterMs: 5_000,
  })
  expect(error).toBeInstanceOf(Error)
  expect(error.name).toBe('ViewersError')
  expect(error.message).toBe('[mux-viewers] Mux is asked too often.')
  expect(error.stack).toContain('[mux-viewers] Mux is asked too often.')
  expect([error.code, error.at, error.retryAfterMs]).toEqual(['rate_limited', 'mux', 5_000])
})

test('is about the route when nothing is said, and the prefix is not doubled', () => {
  const error = new ViewersError('network', '[mux-viewers] No connection.')
  expect([error.at, error.retryAfterMs]).toEqual(['route', undefined])
  expect(error.message).toBe('[mux-viewers] No connection.')
})

test('carries no cause, so no upstream body, however it is printed', () => {
  const error = new ViewersError('unavailable', 'Mux does not answer.')
  expect(Object.keys(error).toSorted()).toEqual(['at', 'code', 'name', 'retryAfterMs'])
  expect('cause' in error).toBe(false)
})

test('puts up with a code that is not of the set, and with a wait that is no number', () => {
  const error = new ViewersError('teapot' as never, 'No.', { retryAfterMs: Number.NaN })
  expect([error.code, error.retryAfterMs]).toEqual(['unavailable', undefined])
})

test('is known across two copies of the package', async () => {
  vi.resetModules()
  const copy = await import('../../src/core/ViewersError')
  const foreign = new copy.ViewersError('timeout', 'Too late.')
  expect(foreign).not.toBeInstanceOf(ViewersError)
  expect(isViewersError(foreign)).toBe(true)
  expect(copy.isViewersError(new ViewersError('timeout', 'Too late.'))).toBe(true)
})

test.each([
  ['another error', new Error('[mux-viewers] no')],
  [
    'an error of that name',
    Object.assign(new Error('no'), { name: 'ViewersError', code: 'network' }),
  ],
  ['what travels as JSON', { code: 'network', at: 'route', message: 'no' }],
  ['null', null],
  ['undefined', undefined],
  ['a string', 'ViewersError'],
])('%s is none', (_, value) => {
  expect(isViewersError(value)).toBe(false)
})

test('the codes are a closed set', () => {
  expect(VIEWERS_ERROR_CODES).toEqual([
    'unauthorized',
    'forbidden',
    'not_found',
    'rate_limited',
    'timeout',
    'network',
    'bad_response',
    'invalid_request',
    'unavailable',
  ])
})

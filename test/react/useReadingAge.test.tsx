import { act, render } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { useReadingAge, type ViewerSnapshot } from '../../src'
import { mux, pass, setUpPage } from './page'

setUpPage()

/** A component that tells the age of this snapshot; `ageMs` counts on by the clock. */
function showAge(snapshot: ViewerSnapshot | null, everyMs?: number) {
  const since = performance.now()
  const getSnapshot = (): ViewerSnapshot | null =>
    snapshot?.ageMs === undefined
      ? snapshot
      : { ...snapshot, ageMs: snapshot.ageMs + performance.now() - since }
  const ages: (number | null)[] = []
  function Age(): null {
    ages.push(useReadingAge({ getSnapshot }, everyMs))
    return null
  }
  return { ages, ...render(<Age />) }
}

describe('useReadingAge', () => {
  it('counts on by the second', async () => {
    const { ages } = showAge(mux('A', 7, { ageMs: 12_345 }))
    expect(ages.at(-1)).toBe(12_000)
    for (let second = 0; second < 3; second += 1) await pass(1_000)
    expect([...new Set(ages)]).toEqual([12_000, 13_000, 14_000, 15_000])
  })

  it('or as coarse as told, and renders no more often', async () => {
    const { ages } = showAge(mux('A', 7, { ageMs: 0 }), 60_000)
    const renders = ages.length
    await pass(59_000)
    expect(ages).toHaveLength(renders)
    await pass(1_000)
    expect(ages.at(-1)).toBe(60_000)
    expect(ages).toHaveLength(renders + 1)
  })

  it.each<[string, ViewerSnapshot | null]>([
    ['before there is a number', null],
    ['of a number that nobody counted', mux('A', null, { ageMs: 5_000 })],
    ['of a number without an age', mux('A', 7)],
  ])('is null %s', (_name, snapshot) => {
    expect(showAge(snapshot).ages.at(-1)).toBeNull()
  })

  it('leaves no timer behind', () => {
    const { unmount } = showAge(mux('A', 7, { ageMs: 0 }))
    expect(vi.getTimerCount()).toBe(1)
    act(unmount)
    expect(vi.getTimerCount()).toBe(0)
  })
})

import { QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import * as React from 'react'
import type { ReactNode } from 'react'
import { describe, expect, it } from 'vitest'
import { ViewerCount, type ViewerCountProps } from '../../src'
import { createFakeFetcher, mux, pass, setOnline, setUpPage, show } from './page'

const page = setUpPage()

/** A badge that asks for 7, and how often it did. */
function createBadge(props: Partial<ViewerCountProps> = {}, answer = (): unknown => mux('A', 7)) {
  const fake = createFakeFetcher(answer)
  const element = (more: Partial<ViewerCountProps> = {}) => (
    <ViewerCount streamId="A" fetcher={fake.fetcher} {...props} {...more} />
  )
  return { element, requests: fake.requests }
}

/** On a page that goes offline before: without one nobody would hear of it. Gives what changes it. */
async function showOffline(element: ReactNode) {
  const { update } = await show(page.client, null)
  setOnline(false)
  await update(element)
  return update
}

const OFF: [string, Partial<ViewerCountProps>][] = [
  ['isStreaming: false', { isStreaming: false }],
  ['query.enabled: false', { query: { enabled: false } }],
]

describe.each(OFF)('told off by %s', (_name, off) => {
  it('a poll that waits for the network is not made when that is back', async () => {
    const { element, requests } = createBadge()
    const { update } = await show(page.client, element())
    setOnline(false)
    await pass(40_000)
    await update(element(off))
    setOnline(true)
    await pass(1_000)
    expect(requests).toHaveLength(1)
  })

  it('the first question is not asked, where it waits', async () => {
    const { element, requests } = createBadge()
    const update = await showOffline(element())
    await update(element(off))
    setOnline(true)
    await pass(1_000)
    expect(requests).toHaveLength(0)
  })

  it('nothing is sent of a batch that is being gathered', async () => {
    const { element, requests } = createBadge()
    const at = (more?: Partial<ViewerCountProps>) => (
      <QueryClientProvider client={page.client}>{element(more)}</QueryClientProvider>
    )
    const { rerender } = render(at())
    rerender(at(off))
    await pass(1_000)
    expect(requests).toHaveLength(0)
  })

  it('a failed request is not tried again', async () => {
    const retry = { retry: 3 }
    const { element, requests } = createBadge({ query: retry }, () => Promise.reject(new Error('')))
    const { update } = await show(page.client, element())
    await update(element({ ...off, query: { ...retry, ...off.query } }))
    await pass(10_000)
    expect(requests).toHaveLength(1)
  })

  it('another badge of that stream still asks', async () => {
    const { element, requests } = createBadge()
    const both = (more?: Partial<ViewerCountProps>) => [
      <div key="a">{element(more)}</div>,
      <div key="b">{element()}</div>,
    ]
    const update = await showOffline(both())
    await update(both(off))
    setOnline(true)
    await pass(1_000)
    expect(requests).toHaveLength(1)
  })

  // Not before React 19.2.
  it.skipIf(!('Activity' in React))('nothing is asked in a hidden tree that returns', async () => {
    const { element, requests } = createBadge()
    const at = (mode: 'visible' | 'hidden', more?: Partial<ViewerCountProps>) => (
      <React.Activity mode={mode}>{element(more)}</React.Activity>
    )
    const { update } = await show(page.client, at('visible'))
    await update(at('hidden'))
    await pass(60_000)
    await update(at('hidden', off))
    await pass(1_000)
    await update(at('visible', off))
    await pass(1_000)
    expect(requests).toHaveLength(1)
  })
})

it('told on again, it asks at once and goes on', async () => {
  const { element, requests } = createBadge()
  const update = await showOffline(element())
  await update(element({ isStreaming: false }))
  setOnline(true)
  await update(element())
  expect(requests).toHaveLength(1)
  await pass(30_000)
  expect(requests).toHaveLength(2)
})

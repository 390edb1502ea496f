import { connect } from 'node:net'

import { expect, onTestFinished, test } from 'vitest'

import { type Answer, listen } from '../../src/emulator/listen'

const answer: Answer = (_, outgoing) => {
  outgoing.end('here')
  return Promise.resolve()
}

function connects(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

test('localhost is answered by IPv4 and, where the machine has it, by IPv6', async () => {
  const { port, close } = await listen(answer, 0)
  onTestFinished(close)
  expect(await connects(port, '127.0.0.1')).toBe(true)
  expect(await (await fetch(`http://localhost:${port}`)).text()).toBe('here')
  const { port: other, close: closeOther } = await listen(answer, 0)
  onTestFinished(closeOther)
  expect(other).not.toBe(port)
  const { networkInterfaces } = await import('node:os')
  const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
    list?.some(({ address }) => address === '::1'),
  )
  expect(await connects(port, '::1')).toBe(hasIpv6)
})

test('a port that is taken is told in a sentence', async () => {
  const { port, close } = await listen(answer, 0)
  onTestFinished(close)
  await expect(listen(answer, port)).rejects.toThrow(
    `[mux-viewers] The emulator cannot listen on port ${port}: another program does. Stop that program, or give createMuxEmulator another port (0 takes any free one).`,
  )
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('here')
})

test('a closed port is free again', async () => {
  const first = await listen(answer, 0)
  await first.close()
  const second = await listen(answer, first.port)
  onTestFinished(second.close)
  expect(second.port).toBe(first.port)
})

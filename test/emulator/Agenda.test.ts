import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { Agenda } from '../../src/emulator/Agenda'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

function set() {
  const clock = { now: 0 }
  const agenda = new Agenda(() => clock.now)
  const done: string[] = []
  return {
    clock,
    agenda,
    done,
    at: (at: number, what: string) => agenda.add(at, () => void done.push(what)),
  }
}

test('what is due is done the oldest first, and of one time in the order it was asked for', () => {
  const { clock, agenda, done, at } = set()
  at(30, 'third')
  at(10, 'first')
  at(30, 'fourth')
  at(20, 'second')
  at(31, 'later')
  clock.now = 30
  agenda.runDue()
  expect(done).toEqual(['first', 'second', 'third', 'fourth'])
})

test('what becomes due by something that is done is done with it', () => {
  const { clock, agenda, done, at } = set()
  agenda.add(10, () => at(20, 'more'))
  clock.now = 20
  agenda.runDue()
  expect(done).toEqual(['more'])
  expect(vi.getTimerCount()).toBe(0)
})

test('nothing is done before its time, however often the timer looks', () => {
  const { clock, done, at } = set()
  at(60_000, 'late')
  vi.advanceTimersByTime(3_600_000)
  expect(done).toEqual([])
  clock.now = 60_000
  vi.advanceTimersByTime(1_000)
  expect(done).toEqual(['late'])
})

test('a clock in step with the timers is obeyed to the millisecond', () => {
  const { clock, done, at } = set()
  at(400, 'soon')
  vi.advanceTimersByTime(399)
  clock.now = 400
  expect(done).toEqual([])
  vi.advanceTimersByTime(1)
  expect(done).toEqual(['soon'])
})

test('closed, it forgets what was asked and takes nothing more', () => {
  const { clock, agenda, done, at } = set()
  at(10, 'before')
  agenda.close()
  at(10, 'after')
  clock.now = 10
  agenda.runDue()
  expect([done, vi.getTimerCount()]).toEqual([[], 0])
})

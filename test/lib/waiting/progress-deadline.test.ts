import { expect, test } from 'vitest'
import {
  type ReportProgress,
  withProgressDeadline,
} from '../../../src/lib/waiting/progress-deadline.ts'
import { fakeClock } from '../../helpers/fake-clock.ts'

/** Work that ends when it is told to, and shows that it is reportProgress when it is told to. */
function work() {
  const told = {
    reportProgress: (() => undefined) as ReportProgress,
    end: (_: string) => undefined as void,
  }
  const doing = (reportProgress: ReportProgress) => {
    told.reportProgress = reportProgress
    return new Promise<string>((resolve) => (told.end = resolve))
  }
  return { told, doing }
}

test('a result in time is returned', async () => {
  const { told, doing } = work()
  const clock = fakeClock()
  const outcome = withProgressDeadline(clock, 1000, doing)
  await clock.advance(999)
  told.end('done')
  expect(await outcome).toBe('done')
  expect(clock.sleepers).toBe(0)
})

test('after the result no timer is left', async () => {
  let asked = 0
  const clock = { ...fakeClock(), monotonicMs: () => (asked += 1) }
  await withProgressDeadline(clock, 1000, () => Promise.resolve('done'))
  const before = asked
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(asked - before).toBeLessThan(3)
})

test('work without progress for too long is late', async () => {
  const clock = fakeClock()
  const outcome = withProgressDeadline(clock, 1000, work().doing)
  await clock.advance(1000)
  expect(await outcome).toBe('late')
})

test('each sign of progress restarts the time', async () => {
  const { told, doing } = work()
  const clock = fakeClock()
  let over = ''
  const outcome = withProgressDeadline(clock, 1000, doing).then((how) => (over = how))
  for (let time = 0; time < 5; time += 1) {
    await clock.advance(900)
    told.reportProgress()
  }
  await clock.advance(999)
  expect(over).toBe('')
  await clock.advance(1)
  await outcome
  expect(over).toBe('late')
})

test('a failure of the work is a failure', async () => {
  const failing = withProgressDeadline(fakeClock(), 1000, () => Promise.reject(new Error('a bug')))
  await expect(failing).rejects.toThrow('a bug')
})

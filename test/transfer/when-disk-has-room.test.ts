import { message } from '../../src/wording/catalogue.ts'
import { expect, test } from 'vitest'
import { KnownError } from '../../src/wording/known-error.ts'
import { silentLog } from '../../src/lib/log.ts'
import { whenDiskHasRoom } from '../../src/transfer/when-disk-has-room.ts'
import { fakeClock } from '../helpers/fake-clock.ts'

async function tried(errors: readonly unknown[]): Promise<{ times: number; outcome: unknown }> {
  const clock = fakeClock()
  let times = 0
  const running = whenDiskHasRoom({ clock, log: silentLog }, new AbortController().signal, () => {
    times += 1
    const error = errors[times - 1]
    return error === undefined ? Promise.resolve('written') : Promise.reject(error)
  }).catch((error: unknown) => error)
  for (let second = 0; second < 10; second += 1) await clock.advance(1_000)
  return { times, outcome: await running }
}

test.each([
  ['a full disk', new KnownError(message('DISK-FULL', { what: 'file', path: '/a' }))],
  [
    'a full disk that shows only at the fsync',
    new KnownError(message('FILE-SYNC-FAILED', { path: '/a', why: 'not-confirmed', error: 'EIO' })),
  ],
  ['a disk that fails for a while', Object.assign(new Error('EIO'), { code: 'EIO', errno: -5 })],
  ['too many open files', Object.assign(new Error('EMFILE'), { code: 'EMFILE', errno: -24 })],
])('%s is waited out: the transfer would stay `sending` otherwise', async (_, error) => {
  expect(await tried([error, error])).toEqual({ times: 3, outcome: 'written' })
})

test.each([
  [
    'a ledger that has ended',
    new KnownError(message('LEDGER-FAILED', { why: 'closed', path: '/a' })),
  ],
  ['a fault of ours', Object.assign(new Error('no'), { code: 'ERR_ASSERTION' })],
])('%s is not waited out', async (_, error) => {
  expect(await tried([error])).toEqual({ times: 1, outcome: error })
})

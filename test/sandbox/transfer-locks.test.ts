// The same transfer on two lines at the sandbox bank: only the newer one may change it.

import { expect, test } from 'vitest'
import { createTransferLocks } from '../../src/sandbox/transfer-locks.ts'

const newLine = () => {
  const line = { cut: false, destroy: () => void (line.cut = true) }
  return line
}

function openStep() {
  let finish = () => {}
  let fail = (_: Error) => {}
  const promise = new Promise<void>((resolve, reject) => {
    finish = resolve
    fail = reject
  })
  return { promise, finish, fail }
}

test('a newer line cuts the older one, which can then take no further step', async () => {
  const locks = createTransferLocks()
  const [older, newer] = [newLine(), newLine()]
  await locks.acquire('paie', older)
  await locks.acquire('paie', newer)
  expect([older.cut, newer.cut]).toEqual([true, false])
  expect(await locks.whileHeld('paie', older, async () => 'published')).toBeNull()
  expect(await locks.whileHeld('paie', newer, async () => 'published')).toBe('published')
})

test('the newer line waits for a step that the older one has begun, even one that fails', async () => {
  const locks = createTransferLocks()
  const [older, newer] = [newLine(), newLine()]
  const told: string[] = []
  await locks.acquire('paie', older)
  const publishing = openStep()
  const recording = openStep()
  const steps = [publishing, recording].map(({ promise }, at) =>
    locks.whileHeld('paie', older, () => promise).finally(() => told.push(`step ${at + 1}`)),
  )
  const taken = locks.acquire('paie', newer).then(() => told.push('taken over'))
  recording.finish()
  await steps[1]
  publishing.fail(new Error('the disk is full'))
  await expect(steps[0]).rejects.toThrow('the disk is full')
  await taken
  expect(told).toEqual(['step 2', 'step 1', 'taken over'])
})

test('a line that was cut does not release the lock of the newer one', async () => {
  const locks = createTransferLocks()
  const [older, newer] = [newLine(), newLine()]
  await locks.acquire('paie', older)
  await locks.acquire('paie', newer)
  locks.release('paie', older)
  expect(await locks.whileHeld('paie', newer, async () => 'published')).toBe('published')
})

import { expect, test } from 'vitest'
import { createUndo, everyOne, everyStep } from '../../src/lib/undo.ts'

test('begun steps are ended once, in reverse order, even if one of them fails', async () => {
  const ended: string[] = []
  const failed: string[] = []
  const undo = createUndo()
  undo.add('ledger', () => ended.push('ledger'))
  undo.add('doors', () => Promise.reject(new Error('stuck')))
  undo.add('stations', async () => {
    await Promise.resolve()
    ended.push('stations')
  })
  await undo.all((step) => failed.push(step))
  await undo.all((step) => failed.push(step))
  expect(ended).toEqual(['stations', 'ledger'])
  expect(failed).toEqual(['doors'])
})

test('every step is done, and the first failure is thrown at the end', async () => {
  const done: number[] = []
  const steps = [
    () => done.push(1),
    () => Promise.reject(new Error('two')),
    () => {
      throw new Error('three')
    },
    () => done.push(4),
  ]
  await expect(everyStep(steps)).rejects.toThrow('two')
  expect(done).toEqual([1, 4])
})

test('all are waited for even if one fails', async () => {
  let isOver = false
  const slow = Promise.resolve().then(() => {
    isOver = true
  })
  await expect(everyOne([Promise.reject(new Error('one')), slow])).rejects.toThrow('one')
  expect(isOver).toBe(true)
  await everyOne([slow, 1])
})

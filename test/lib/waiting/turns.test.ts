import { expect, test } from 'vitest'
import { createTurns, longMs } from '../../../src/lib/waiting/turns.ts'
import { fakeClock } from '../../helpers/fake-clock.ts'

/** Tasks that begin when their turn comes and end when they are told to. */
function tasks(turns: ReturnType<typeof createTurns>) {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  return {
    begun,
    ask: (row: string, name: string) =>
      turns(row, () => {
        begun.push(name)
        return new Promise<void>((resolve) => ends.set(name, resolve))
      }),
    end: async (name: string) => {
      ends.get(name)?.()
      await settled()
    },
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

test('rows take turns however many tasks one of them has, and the limit holds', async () => {
  const { ask, end, begun } = tasks(createTurns({ atOnce: 2, ofOneRow: 2 }))
  for (const name of ['a1', 'a2', 'a3', 'a4']) void ask('a', name)
  for (const name of ['b1', 'b2']) void ask('b', name)
  void ask('c', 'c1')
  await settled()
  expect(begun).toEqual(['a1', 'b1'])
  await end('a1')
  await end('b1')
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2'])
  for (const name of ['c1', 'a2', 'b2', 'a3', 'a4']) await end(name)
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4'])
})

test('the limit of one row holds', async () => {
  const { ask, end, begun } = tasks(createTurns({ atOnce: 8, ofOneRow: 2 }))
  for (const name of ['a1', 'a2', 'a3']) void ask('a', name)
  await settled()
  expect(begun).toEqual(['a1', 'a2'])
  await end('a2')
  expect(begun).toEqual(['a1', 'a2', 'a3'])
})

test('rows that can wait go after all others, and one at a time', async () => {
  const full = new Set(['a', 'b'])
  const canWait = (row: string) => Promise.resolve(full.has(row))
  const { ask, end, begun } = tasks(createTurns({ atOnce: 3, ofOneRow: 3, canWait }))
  for (const name of ['c1', 'c2', 'c3']) void ask('c', name)
  for (const name of ['a1', 'a2']) void ask('a', name)
  void ask('b', 'b1')
  await settled()
  expect(begun).toEqual(['c1', 'c2', 'c3'])
  await end('c1')
  await end('c2')
  expect(begun).toEqual(['c1', 'c2', 'c3', 'a1'])
  full.delete('a')
  await end('c3')
  expect(begun).toEqual(['c1', 'c2', 'c3', 'a1', 'a2'])
})

test('a task that takes long delays only its own row', async () => {
  const clock = fakeClock()
  const { ask, begun } = tasks(createTurns({ atOnce: 1, ofOneRow: 1, clock }))
  for (const name of ['a1', 'a2']) void ask('a', name)
  void ask('b', 'b1')
  await settled()
  expect(begun).toEqual(['a1'])
  await clock.advance(longMs)
  await settled()
  expect(begun).toEqual(['a1', 'b1'])
})

test('a task that fails rejects for its caller, and the next has its turn', async () => {
  const turns = createTurns({ atOnce: 1, ofOneRow: 1 })
  const failing = turns('a', () => Promise.reject(new Error('no')))
  const next = turns('a', () => Promise.resolve('done'))
  await expect(failing).rejects.toThrow('no')
  await expect(next).resolves.toBe('done')
})

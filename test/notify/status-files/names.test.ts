// The claim of a plain name and the writing of its status file exclude each other.

import { expect, test } from 'vitest'
import { createNames } from '../../../src/notify/status-files/names.ts'

/** Work that ends when it is told to. */
function openWork() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  return { end: () => end(), ended }
}

test('a name that is being claimed is not shown until the claim is over; other names are', async () => {
  const names = createNames()
  const seen: string[] = []
  const { over } = names.claim(['x.xml', 'y.xml'])
  const shown = names.show('x.xml', async () => seen.push('x.xml'))
  await names.show('z.xml', async () => seen.push('z.xml'))
  expect(seen).toEqual(['z.xml'])
  over()
  await shown
  expect(seen).toEqual(['z.xml', 'x.xml'])
})

test('a name that is being shown is not free for a claim until that ends, even if it fails', async () => {
  const names = createNames()
  const work = openWork()
  const shown = names.show('x.xml', async () => {
    await work.ended
    throw new Error('the folder is gone')
  })
  let isFree = false
  const { free, over } = names.claim(['x.xml'])
  const freed = free.then(() => (isFree = true))
  await names.claim(['y.xml']).free
  expect(isFree).toBe(false)
  work.end()
  await expect(shown).rejects.toThrow('the folder is gone')
  await freed
  over()
  expect(await names.show('x.xml', async () => 'shown')).toBe('shown')
})

test('a status file whose name two claims hold waits for both', async () => {
  const names = createNames()
  const [first, second] = [names.claim(['x.xml']), names.claim(['x.xml'])]
  let isShown = false
  const shown = names.show('x.xml', async () => (isShown = true))
  first.over()
  await first.free
  await second.free
  expect(isShown).toBe(false)
  second.over()
  await shown
})

// Who may work on the plain names of status files: the claim of a name and what is shown of it exclude each
// other.

import { expect, test } from 'vitest'
import { createNames } from '../../../src/notify/status-files/names.ts'

/** Work that ends when it is told to. */
function openWork() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  return { end: () => end(), ended }
}

test('a name that is being claimed is not shown before that is over; others are', async () => {
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

test('a name that is being shown is not free for a claim, also when showing it fails', async () => {
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

test('what waits for two claims of a name waits for both', async () => {
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

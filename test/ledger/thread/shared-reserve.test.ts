// What one thread does with the reserve of the ledger is seen by the other one.

import { expect, test } from 'vitest'
import { openReserve } from '../../../src/ledger/reserve.ts'
import {
  createSharedReserve,
  seenReserve,
  sharingReserve,
} from '../../../src/ledger/thread/shared-reserve.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

test('the other thread sees a reserve that stands, and one that gave way', async () => {
  const shared = createSharedReserve()
  const reserve = sharingReserve(openReserve(tempFolder(), 64 * 1024), shared)
  const seen = seenReserve(shared)
  expect(seen.stands()).toBe(false)
  await reserve.restore()
  expect(seen.stands()).toBe(true)
  expect(seen.neededBytes()).toBe(reserve.neededBytes())
  expect(reserve.release()).toBe(true)
  expect(seen.stands()).toBe(false)
})

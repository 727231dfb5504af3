// The verbs that are called across threads are those of a real ledger.

import { expect, onTestFinished, test } from 'vitest'
import { openLedger } from '../../../src/ledger/open.ts'
import { verbs } from '../../../src/ledger/thread/verbs.ts'
import { systemClock } from '../../../src/lib/time/clock.ts'
import { quickFolder } from '../../helpers/temp-folder.ts'

test('every verb but the reserve and the close travels', async () => {
  const ledger = await openLedger({ folder: quickFolder(), clock: systemClock })
  onTestFinished(() => ledger.close())
  expect([...verbs, 'hasReserve', 'close'].sort()).toEqual(Object.keys(ledger).sort())
})

// The one transfer that a person means, by its id, the end of its id, or the name of its file.

import { expect, onTestFinished, test } from 'vitest'
import { lookUp } from '../../src/ledger/look-up.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { queued } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

async function opened() {
  const ledger = await openLedger({ folder: tempFolder(), clock: systemClock })
  onTestFinished(() => ledger.close())
  return ledger
}

test('a transfer is found by its id, by the end of its id and by its name', async () => {
  const ledger = await opened()
  const { id } = await queued(ledger, { name: 'paie.xml', uploadName: '' })
  for (const asked of [id, id.slice(-6), `…${id.slice(-6)}`, 'paie.xml'])
    expect(await lookUp(ledger, asked)).toMatchObject({ kind: 'found', transfer: { id } })
})

test.each(['', '\0', '\0\0', '\0abcd', 'paie.xml\0', 'paie', 'x.xml'])(
  'nothing is found by %j, even if a transfer has no upload name',
  async (asked) => {
    const ledger = await opened()
    await queued(ledger, { name: 'paie.xml', uploadName: '' })
    expect(await lookUp(ledger, asked)).toEqual({ kind: 'unknown' })
  },
)

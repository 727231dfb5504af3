// What a ledger from the past says was under way waits for a person; what was at its end is a doubt that
// nobody asks about by himself, whatever the note beside its bytes says.

import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Transfer } from '../../src/journey/transfer.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { holdUnderWay } from '../../src/outbox/hold-under-way.ts'
import { doubtFromThePast } from '../../src/outbox/owner/past.ts'
import { message } from '../../src/wording/catalogue.ts'
import { drive, identity, queued } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const why = ({ name, bank }: Transfer) => message('RESTORED', { name, bank })

describe('what was under way', () => {
  test.each([
    [[], 'held'],
    [['attempt-started'], 'held'],
    [['attempt-started', 'identified'], 'held'],
    [['attempt-started', 'identified', 'cut'], 'held'],
    [['attempt-started', 'identified', 'finishing'], 'in-doubt'],
  ] as const)('after %j is %s', async (events, state) => {
    const ledger = await openLedger({ folder: join(tempFolder(), 'data'), clock: systemClock })
    onTestFinished(() => ledger.close())
    const { id } = await queued(ledger)
    await drive(ledger, id, [...events], { pesit: identity })
    await holdUnderWay({ ledger }, { why, whyDoubt: doubtFromThePast })
    expect(await ledger.find(id)).toMatchObject({ state, dueMs: null })
  })
})

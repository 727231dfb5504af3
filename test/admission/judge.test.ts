// What becomes of a file whose look was ended before it had an answer.

import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { CheckEnd, Checker } from '../../src/admission/checker.ts'
import { judge } from '../../src/admission/judge.ts'
import { spoolIn } from '../../src/admission/spool.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { silentLog } from '../../src/lib/log.ts'
import { newTransfer } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const endedBy = (by: CheckEnd): Checker => ({
  check: () => Promise.resolve({ kind: 'ended', by }),
  readPayments: () => Promise.resolve({ kind: 'ended', by }),
  close: () => Promise.resolve(),
})

async function judged(by: CheckEnd, formats: readonly string[] | null) {
  const folder = tempFolder()
  const ledger = await openLedger({ folder: join(folder, 'data'), clock: systemClock })
  onTestFinished(() => ledger.close())
  const [transfer] = await ledger.record([newTransfer()])
  if (transfer === undefined) throw new Error('nothing was recorded')
  const deps = {
    rules: { formats, sameReference: 'hold', elsewhere: [] },
    checker: endedBy(by),
    spool: spoolIn(folder),
    stopping: new AbortController().signal,
    log: silentLog,
  } as const
  return judge(deps, transfer)
}

describe.each([
  ['time', { kind: 'time', seconds: 30 }, 'CHECK-ENDED-TIME'],
  ['memory', { kind: 'memory', megabytes: 768 }, 'CHECK-ENDED-MEMORY'],
  ['death', { kind: 'death' }, 'CHECK-WORKER-DIED'],
] as const)('a look that was ended by %s', (_, by, code) => {
  test('holds the file with that reason where the outbox names its formats', async () => {
    const verdict = await judged(by, ['pain.001'])
    expect(verdict?.move).toMatchObject({ event: 'held', patch: { code } })
  })

  test('hinders nothing where the content does not matter: the bytes are compared all the same', async () => {
    const verdict = await judged(by, null)
    expect(verdict).toMatchObject({ kind: 'compare', move: { event: 'check-passed' } })
  })
})

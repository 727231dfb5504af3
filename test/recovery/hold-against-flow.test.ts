// Settings that changed while the daemon did not run: a waiting file that would now be garbled is held at the
// start.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { inProcessChecker } from '../../src/admission/checker.ts'
import { flowFormOf } from '../../src/daemon/flow-forms.ts'
import { spoolIn } from '../../src/ledger/spool/spool.ts'
import { holdAgainstFlow } from '../../src/recovery/hold-against-flow.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { silentLog } from '../../src/lib/log.ts'
import { bankLines, configOf, outboxLines } from '../helpers/configuration.ts'
import { drive, identity, newTransfer } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

async function started(flow: string, content: string, known = false) {
  const data = tempFolder()
  const config = configOf(`data: /data\n${bankLines}${outboxLines}${flow}`)
  const spool = spoolIn(data)
  mkdirSync(spool.folder, { recursive: true })
  const ledger = await openLedger({ folder: join(data, 'ledger'), clock: systemClock })
  onTestFinished(() => ledger.close())
  const { id } = newTransfer()
  const pesit = known ? identity : null
  await ledger.record([{ ...newTransfer(), id, bank: 'bank', folder: '/out', pesit }])
  await drive(ledger, id, ['sealed', 'check-passed'], { sha256: 'c0ffee'.repeat(10) })
  writeFileSync(spool.bytes(id), content)
  const checker = inProcessChecker()
  await holdAgainstFlow({
    ...{ ledger, spool, checker, log: silentLog },
    formOf: (transfer) => flowFormOf(config, transfer),
  })
  const transfer = await ledger.find(id)
  return { state: transfer?.state, code: transfer?.code }
}

const lines = (end: string) => `    records: { lines: ${end} }\n    articleBytes: 80\n`
const held = { state: 'held', code: 'CONTENT-AGAINST-FLOW' }
const queued = { state: 'queued', code: '' }

test.each<[string, string, string, object]>([
  ['would be garbled', lines('lf'), 'A\r\nB\r\n', held],
  ['agrees', lines('crlf'), 'A\r\nB\r\n', queued],
  ['is only unlike the settings: a person may have let it go', lines('crlf'), 'A\nB\n', queued],
  ['is in a flow that takes any bytes', '', 'A\r\nB\r\n', queued],
])('a waiting file that %s', async (_, flow, content, stands) => {
  expect(await started(flow, content)).toEqual(stands)
})

test('a transfer that the bank knows goes on with the settings of its beginning', async () => {
  expect(await started(lines('lf'), 'A\r\nB\r\n', true)).toEqual(queued)
})

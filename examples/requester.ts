// Writes one file to a bank: npx tsx examples/requester.ts HOST PORT FILE
// Ends with 0 once the bank said that it has the file, and with 1 when it did not.

import { readFileSync } from 'node:fs'
import { createRequester, describeDiagnostic, isSuccess, Packer } from 'pesit-drop/pesit'
import { dial, openLine } from 'pesit-drop/pesit-socket'

const [host = '', port = '', path = ''] = process.argv.slice(2)
const file = readFileSync(path)
const articleBytes = 4096

const call = await dial({ host, port: Number(port), tls: null, timeoutMs: 10_000 })
if (call.kind === 'unreachable') throw new Error(call.why)
const session = createRequester({
  requester: 'CORPCLI',
  server: 'BANKSRV',
  password: process.env['PESIT_PASSWORD'] ?? 'SECRET01',
  accessType: 'write',
  framing: 'prefixed',
  connectionId: 1,
  abortForm: 'raw',
  maximumEntityBytes: 32_750,
  timers: { connectMs: 30_000, answerMs: 60_000, longAnswerMs: 300_000 },
})
const line = openLine(call.socket, session, { writeTimeoutMs: 60_000 })

/** Identity and shape of the file. A restart repeats it with `restarted: true` and nothing else changed. */
const request = {
  file: { fileType: 0, fileName: 'VIREMENTS' },
  transferNumber: 1,
  restarted: false,
  dataCode: 'binary',
  priority: 0,
  entityBytes: 32_750,
  logical: { articleFormat: 'variable', articleBytes, organisation: 0 },
  physical: { spaceUnit: 'kilobytes', maximumSpace: Math.max(1, Math.ceil(file.length / 1024)) },
  historical: { creationDate: '260930081500' },
} as const

async function pour(entityBytes: number): Promise<void> {
  const { framing, crc, peerId: dst } = session
  const packer = new Packer({
    ...{ entityBytes, framing, crc, dst },
    ...{ multiArticle: false, segmentation: true, concatenation: true },
  })
  for (let at = 0; at < file.length; at += articleBytes) {
    packer.add(file.subarray(at, at + articleBytes))
    if (packer.waitingBytes > 1024 * 1024) await line.command({ type: 'data', ...packer.take() })
  }
  await line.command({ type: 'data', ...packer.take() })
  await line.command({ type: 'end-data' })
  await line.command({ type: 'end-transfer' })
}

let entityBytes = request.entityBytes as number
let delivered = false
await line.command({ type: 'connect' })
for (let event = await line.next(); event.type !== 'line-ended'; event = await line.next()) {
  if (event.type === 'connected') await line.command({ type: 'create', request })
  if (event.type === 'created') {
    entityBytes = event.entityBytes
    await line.command({ type: 'open' })
  }
  if (event.type === 'opened') await line.command({ type: 'write' })
  if (event.type === 'write-accepted') await pour(entityBytes)
  if (event.type === 'transfer-answered') {
    // An answer without a diagnostic is no success.
    delivered = event.diagnostic !== undefined && isSuccess(event.diagnostic)
    await line.command({ type: 'close' })
  }
  if (event.type === 'closed') await line.command({ type: 'deselect' })
  if (event.type === 'deselected') await line.command({ type: 'release' })
  if (event.type === 'refused' || event.type === 'aborted') {
    console.error(`${event.type}: ${describeDiagnostic(event.diagnostic)}`)
    if (session.state === 'CN03') await line.command({ type: 'release' })
    else line.destroy('refused')
  }
}
console.log(delivered ? `delivered: ${file.length} bytes` : 'not delivered')
process.exitCode = delivered ? 0 : 1

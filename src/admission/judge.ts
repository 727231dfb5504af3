// What becomes of a sealed file: queued, held or rejected. Looks at the content: against the formats that the
// outbox names, if it names any, and for the payments that it orders, always. Whether the same went before is
// found by the ledger, in the transaction that lets it go (ledger/sqlite/admitting.ts).

import { createReadStream } from 'node:fs'
import { said } from '../lib/files.ts'
import type { PaymentsIdentity } from '../journey/payments.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Move } from '../ledger/ledger.ts'
import { type CheckResult, createCheck, type Format } from '../preflight/check.ts'
import { createPaymentsReader } from '../preflight/payments-reader.ts'
import type { AdmitDeps } from './admit.ts'

export interface Verdict {
  /** It is to go, or to be held, unless a twin is found; or it is refused whatever was sent. */
  readonly kind: 'compare' | 'refuse'
  readonly move: Omit<Move, 'id' | 'version'>
}

export async function judge(deps: AdmitDeps, transfer: Transfer): Promise<Verdict> {
  const { formats } = deps.rules
  try {
    if (formats === null) {
      const payments = await readPayments(deps, transfer)
      return { kind: 'compare', move: whenAlone(transfer, { payments }) }
    }
    const result = await check(deps, transfer, formats)
    if (result.verdict === 'block') return refused(deps, transfer, result)
    return { kind: 'compare', move: whenAlone(transfer, readIn(deps, result)) }
  } catch (error) {
    const sentence = `${transfer.name} could not be checked (${said(error)}), so it is not sent. Look at the disk of the data folder, then release or cancel it.`
    const patch = { code: 'CHECK-FAILED-TO-RUN', reason: sentence }
    return { kind: 'compare', move: { event: 'held', patch, sentence } }
  }
}

async function check(
  { spool }: AdmitDeps,
  { id }: Transfer,
  expected: readonly string[],
): Promise<CheckResult> {
  const run = createCheck({ expected: expected as readonly Format[] })
  await pour(spool.bytes(id), run)
  return run.finish()
}

async function pour(path: string, into: { push(chunk: Uint8Array): void }): Promise<void> {
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }))
    into.push(chunk as Buffer)
}

/** What a file orders, as far as we can read it: no format is wanted of it. @throws what the disk fails of. */
export async function readPayments(
  { spool, rules, log }: Pick<AdmitDeps, 'spool' | 'rules' | 'log'>,
  { id }: Transfer,
): Promise<PaymentsIdentity | null> {
  const reader = createPaymentsReader()
  await pour(spool.bytes(id), reader)
  const { kind, payments, why } = reader.finish()
  if (kind === 'unreadable')
    log.warn(
      { transfer: id, why },
      'A file began as payment orders and is no whole set of them; it is compared by its bytes alone',
    )
  return ruled(payments, rules)
}

function readIn({ rules }: AdmitDeps, { payments, summary }: CheckResult): ReadIn {
  return { payments: ruled(payments, rules), summary }
}

/** Where the same message id is only worth a warning, it says no more than the reference of CFONB. */
function ruled(
  payments: PaymentsIdentity | null,
  { sameReference }: AdmitDeps['rules'],
): PaymentsIdentity | null {
  return payments === null || sameReference === 'hold'
    ? payments
    : { ...payments, referenceStrength: 'weak' }
}

interface ReadIn {
  readonly payments: PaymentsIdentity | null
  readonly summary?: string
}

function refused(deps: AdmitDeps, transfer: Transfer, result: CheckResult): Verdict {
  const [first] = result.findings.filter((finding) => finding.level === 'block')
  const sentence = `${transfer.name} was not sent: ${first?.text ?? 'its content is not in order'} (${first?.where ?? 'file'}). Have it made again, then drop it again.`
  const patch = {
    ...readIn(deps, result),
    code: first?.code ?? 'CONTENT',
    reason: sentence,
  }
  const detail = { findings: result.findings.slice(0, 20) }
  return { kind: 'refuse', move: { event: 'check-failed', patch, sentence, detail } }
}

/**
 * Whatever was said of it before (found changed by the seal, claimed by a ledger that was lost, changed after it was
 * sent) is a reason to hold it, also when a crash came between. No list of codes: one that is forgotten would be sent.
 */
function whenAlone(transfer: Transfer, content: ReadIn): Verdict['move'] {
  const { name, code, reason, message } = transfer
  if (code === 'FIRST-START') {
    const sentence = `${name} was in the folder before pesit-drop watched it for the first time. Release it if it must be sent; cancel it if it was sent by other means.`
    return { event: 'held', patch: { ...content, code, reason: sentence }, sentence }
  }
  if (code !== '') {
    const said = message ?? reason
    return { event: 'held', patch: { ...content, code, reason: said }, sentence: said }
  }
  const about = content.summary === undefined ? '' : ` ${content.summary}.`
  return {
    event: 'check-passed',
    patch: { ...content, code: '', reason: '' },
    sentence: `Complete and in order.${about}`,
  }
}

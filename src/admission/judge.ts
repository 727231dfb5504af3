// What becomes of a sealed file: queued, held or rejected. Looks at the content where the outbox names its
// formats, and always at what was sent before: the same bytes, or the same payments under another name.

import { createReadStream } from 'node:fs'
import { said } from '../lib/files.ts'
import { saidTime } from '../lib/said-time.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Move } from '../ledger/ledger.ts'
import { type CheckResult, createCheck, type Format } from '../preflight/check.ts'
import type { AdmitDeps } from './admit.ts'

type Verdict = Omit<Move, 'id' | 'version'>

/** As long as banks and auditors look back. */
const lookBackMs = 400 * 24 * 60 * 60 * 1000

export async function judge(deps: AdmitDeps, transfer: Transfer): Promise<Verdict> {
  const checked = await check(deps, transfer)
  if ('event' in checked) return checked
  const content =
    checked.result === null
      ? {}
      : { summary: checked.result.summary, contentKey: checked.result.contentKey }
  const same = await findSame(deps, transfer, checked.result)
  if (same !== null) return heldAsSame({ transfer, same, content, zone: deps.zone })
  if (transfer.code === 'FIRST-START') return heldAsOld(transfer, content)
  if (transfer.code !== '') return heldAsSaid(transfer, content)
  const about = checked.result === null ? '' : ` ${checked.result.summary}.`
  return {
    event: 'check-passed',
    patch: { ...content, code: '', reason: '' },
    sentence: `Complete and in order.${about}`,
  }
}

async function check(
  deps: AdmitDeps,
  transfer: Transfer,
): Promise<{ readonly result: CheckResult | null } | Verdict> {
  const { formats } = deps.rules
  if (formats === null) return { result: null }
  try {
    const run = createCheck({ expected: formats as readonly Format[] })
    for await (const chunk of createReadStream(deps.spool.bytes(transfer.id), {
      highWaterMark: 256 * 1024,
    }))
      run.push(chunk as Buffer)
    const result = run.finish()
    if (result.verdict === 'pass') return { result }
    const [first] = result.findings.filter((finding) => finding.level === 'block')
    const sentence = `${transfer.name} was not sent: ${first?.text ?? 'its content is not in order'} (${first?.where ?? 'file'}). Have it made again, then drop it again.`
    return {
      event: 'check-failed',
      patch: { code: first?.code ?? 'CONTENT', reason: sentence, summary: result.summary },
      sentence,
      detail: { findings: result.findings.slice(0, 20) },
    }
  } catch (error) {
    const sentence = `${transfer.name} could not be checked (${said(error)}), so it is not sent. Look at it, then release or cancel it.`
    return { event: 'held', patch: { code: 'CHECK-FAILED-TO-RUN', reason: sentence }, sentence }
  }
}

async function findSame(
  { ledger, clock }: AdmitDeps,
  transfer: Transfer,
  result: CheckResult | null,
): Promise<Transfer | null> {
  const { id, sha256, bank, virtualFile } = transfer
  const sinceMs = clock.nowMs() - lookBackMs
  const byContent = await ledger.findSame({
    by: 'content',
    sha256: sha256 ?? '',
    bank,
    virtualFile,
    sinceMs,
    direction: 'out',
    exceptId: id,
  })
  if (byContent !== null || result === null || result.contentKey === '') return byContent
  return ledger.findSame({
    by: 'content-key',
    contentKey: result.contentKey,
    bank,
    sinceMs,
    exceptId: id,
  })
}

function heldAsSame({
  transfer,
  same,
  content,
  zone,
}: {
  readonly transfer: Transfer
  readonly same: Transfer
  readonly content: object
  readonly zone: string
}): Verdict {
  const what = same.sha256 === transfer.sha256 ? 'the same file' : 'the same payments'
  const how =
    same.confirmedMs === null
      ? `taken on ${saidTime(same.createdMs, zone)}, and not acknowledged by ${same.bank} when this one came`
      : `acknowledged by ${same.bank} on ${saidTime(same.confirmedMs, zone)}`
  const sentence = `${transfer.name} is held: ${what} as ${same.name}, ${how}. Release it only if these payments must be made a second time.`
  return {
    event: 'held',
    patch: { ...content, sameAs: same.id, code: 'DUPLICATE', reason: sentence },
    sentence,
  }
}

/**
 * Whatever was said of it before (found changed by the seal, claimed by a ledger that was lost, changed after it was
 * sent) is a reason to hold it, also when a crash came between. No list of codes: one that is forgotten would be sent.
 */
function heldAsSaid({ code, reason, message }: Transfer, content: object): Verdict {
  const said = message ?? reason
  return { event: 'held', patch: { ...content, code, reason: said }, sentence: said }
}

function heldAsOld(transfer: Transfer, content: object): Verdict {
  const sentence = `${transfer.name} was in the folder before pesit-drop watched it for the first time. Release it if it must be sent; cancel it if it was sent by other means.`
  return { event: 'held', patch: { ...content, code: 'FIRST-START', reason: sentence }, sentence }
}

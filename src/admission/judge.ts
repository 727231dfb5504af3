// Decides about a sealed file: queued, held or rejected. The content is checked against the formats that the
// outbox names, if it names any, and is always read for the payments that it orders. The ledger finds out
// whether the same was sent before, in the transaction that queues the file
// (ledger/sqlite/moving/admitting.ts).

import { present } from '../lib/assert.ts'
import { errorText } from '../lib/files/files.ts'
import type { PaymentsIdentity } from '../journey/payments.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { MoveStep } from '../ledger/contract/moves.ts'
import { type CheckResult, type Format, mainFault } from '../preflight/check.ts'
import type { Cut } from '../preflight/file-reader.ts'
import type { Contradiction } from '../preflight/flow-content.ts'
import type { FindingMessage } from '../preflight/finding.ts'
import type { PaymentsRead } from '../preflight/payments-reader.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import type { AdmitDeps } from './deps.ts'
import type { CheckEnd, CheckOutcome } from './checker.ts'
import { againstFlow } from './against-flow.ts'
import { heldForWarnings, warningsToReport } from './warning-rules.ts'

export type JudgeDeps = Pick<AdmitDeps, 'rules' | 'checker' | 'spool' | 'stopping' | 'log'>

export interface Verdict {
  /** `compare`: queued or held, unless a twin is found. `refuse`: rejected, whatever was sent before. */
  readonly kind: 'compare' | 'refuse'
  readonly move: MoveStep
}

/** Returns null when the daemon stops: the file is judged after the next start. */
export async function judge(deps: JudgeDeps, transfer: Transfer): Promise<Verdict | null> {
  try {
    return await judgeContent(deps, transfer)
  } catch (error) {
    const { name } = transfer
    const reason = message('CHECK-FAILED-TO-RUN', { name, why: errorText(error) })
    return {
      kind: 'compare',
      move: { event: 'held', patch: { reason }, sentence: reason },
    }
  }
}

async function judgeContent(deps: JudgeDeps, transfer: Transfer): Promise<Verdict | null> {
  const { rules, checker, spool, stopping } = deps
  const { flow } = rules
  const file = { path: spool.bytes(transfer.id), ...(flow === undefined ? {} : { flow }) }
  if (rules.formats === null) {
    const outcome = await checker.readPayments(file, stopping)
    if (outcome.kind === 'stopped') return null
    // The content could be anything, and the flow has settings that it must agree with.
    if (outcome.kind === 'ended' && flow !== undefined) return unfinished(transfer, outcome)
    const read = readOf(outcome)
    const content = { payments: paymentsIn(deps, transfer, read) }
    if (read.cut !== undefined && rules.complete !== false)
      return cutOff(transfer, content, read.cut)
    if (outcome.kind === 'done' && outcome.result.content !== null)
      return heldForContent(rules, transfer, { ...content, found: outcome.result.content })
    return { kind: 'compare', move: whenAlone(transfer, content, unchecked(transfer, read)) }
  }
  const formats = rules.formats as readonly Format[]
  const today = rules.warnings?.today()
  const outcome = await checker.check(
    { ...file, formats, ...(today === undefined ? {} : { today }) },
    stopping,
  )
  if (outcome.kind !== 'done') return unfinished(transfer, outcome)
  const { result } = outcome
  if (result.verdict === 'block') return refused(deps, transfer, result)
  if (result.content !== null)
    return heldForContent(rules, transfer, { ...readIn(deps, result), found: result.content })
  const content = readIn(deps, result)
  return { kind: 'compare', move: whenAlone(transfer, content, passed(deps, transfer, content)) }
}

/** The file is queued, or waits for a person because of its warnings. */
function passed(
  { rules }: JudgeDeps,
  transfer: Transfer,
  { summary = '', warnings = [] }: ReadIn,
): CodedMessage {
  const count = warnings.length
  return (
    heldForWarnings(rules.warnings, transfer, warnings) ??
    message('CHECKED', { summary, ...(count === 0 ? {} : { warnings: count }) })
  )
}

/** With the settings of its flow the bank would get something else: nothing of the file is sent. */
function heldForContent(
  { flow }: JudgeDeps['rules'],
  transfer: Transfer,
  { found, ...content }: ReadIn & { readonly found: Contradiction },
): Verdict {
  const reason = message(
    'CONTENT-AGAINST-FLOW',
    againstFlow(transfer, found, present(flow, 'the flow')),
  )
  const patch = { ...content, reason }
  return { kind: 'compare', move: { event: 'held', patch, sentence: reason } }
}

/**
 * A file that is cut off is never sent: a dropped file waits for a person, and the caller of an upload is
 * told.
 */
function cutOff(transfer: Transfer, content: ReadIn, end: Cut): Verdict {
  const { name } = transfer
  const bytes = transfer.sizeBytes ?? 0
  const isUpload = transfer.look === ''
  const outcome = isUpload ? 'refused' : 'held'
  const reason = message('FILE-CUT', { name, outcome, bytes, end: { ...end } })
  if (isUpload) {
    const patch = { ...content, reason }
    return { kind: 'refuse', move: { event: 'check-failed', patch, sentence: reason } }
  }
  // The file has another reason already.
  if (transfer.code !== '') return { kind: 'compare', move: whenAlone(transfer, content, reason) }
  const patch = { ...content, reason }
  return { kind: 'compare', move: { event: 'held', patch, sentence: reason } }
}

/** The outbox checks no format, so the message says nothing about the content. */
function unchecked({ name }: Transfer, { kind, why }: PaymentsRead): CodedMessage {
  return kind === 'unreadable'
    ? message('NOT-CHECKED-UNREADABLE', { name, why })
    : message('NOT-CHECKED', {})
}

type Unfinished = Exclude<CheckOutcome<never>, { readonly kind: 'done' }>

/**
 * Nothing is known about the file: it is held if its check was ended, and left as it is if the daemon stops.
 */
function unfinished({ name }: Transfer, outcome: Unfinished): Verdict | null {
  if (outcome.kind === 'stopped') return null
  const reason = endedBy(name, outcome.by)
  const patch = { reason }
  return { kind: 'compare', move: { event: 'held', patch, sentence: reason } }
}

function endedBy(name: string, by: CheckEnd): CodedMessage {
  switch (by.kind) {
    case 'time':
      return message('CHECK-ENDED-TIME', { name, seconds: by.seconds })
    case 'memory':
      return message('CHECK-ENDED-MEMORY', { name, megabytes: by.megabytes })
    case 'death':
      return message('CHECK-WORKER-DIED', { name })
  }
}

/**
 * The payments that a file orders, as far as we can read them; no format is required.
 * @throws the error of the disk; an error when the daemon stops.
 */
export async function readPayments(
  deps: Omit<JudgeDeps, 'stopping'>,
  transfer: Transfer,
): Promise<PaymentsIdentity | null> {
  const path = deps.spool.bytes(transfer.id)
  const outcome = await deps.checker.readPayments({ path }, new AbortController().signal)
  if (outcome.kind === 'stopped') throw new Error('pesit-drop stops')
  return paymentsIn(deps, transfer, readOf(outcome))
}

/**
 * Where no format is required, a reading that was ended is treated like one that could not read the file: the
 * reason is reported, and the file is sent.
 */
function readOf(
  outcome: Exclude<CheckOutcome<PaymentsRead>, { readonly kind: 'stopped' }>,
): PaymentsRead {
  if (outcome.kind === 'done') return outcome.result
  const why = `its look was ended by ${outcome.by.kind}`
  return { kind: 'unreadable', payments: null, why }
}

function paymentsIn(
  { rules, log }: Pick<JudgeDeps, 'rules' | 'log'>,
  { id }: Transfer,
  { kind, payments, why }: PaymentsRead,
): PaymentsIdentity | null {
  if (kind === 'unreadable')
    log.warn(
      { transfer: id, why },
      'A file began as payment orders and is no whole set of them; it is compared by its bytes alone',
    )
  return ruled(payments, rules)
}

function readIn({ rules }: JudgeDeps, { payments, summary, warnings }: CheckResult): ReadIn {
  return {
    payments: ruled(payments, rules),
    summary,
    warnings: warningsToReport(rules.warnings, warnings),
  }
}

/** Where the same message id only causes a warning, it means no more than the reference of CFONB. */
function ruled(
  payments: PaymentsIdentity | null,
  { sameReference }: JudgeDeps['rules'],
): PaymentsIdentity | null {
  return payments === null || sameReference === 'hold'
    ? payments
    : { ...payments, referenceStrength: 'weak' }
}

interface ReadIn {
  readonly payments: PaymentsIdentity | null
  readonly summary?: string
  readonly warnings?: readonly CodedMessage[]
}

function refused(deps: JudgeDeps, transfer: Transfer, result: CheckResult): Verdict {
  const first = mainFault(result)
  if (first?.code === 'WRONG-FOLDER') return inWrongFolder(deps, transfer, result)
  const sentence = named(present(first?.message, 'what a file is refused for'), transfer.name)
  const patch = { ...readIn(deps, result), reason: sentence }
  const detail = { findings: foundIn(result) }
  return { kind: 'refuse', move: { event: 'check-failed', patch, sentence, detail } }
}

/** The findings as a fact stores them. */
function foundIn({ findings }: CheckResult): readonly FindingMessage[] {
  return findings.slice(0, 20).flatMap(({ message: found }) => (found === null ? [] : [found]))
}

/** The reader of the content does not know the name of the file. */
function named(found: FindingMessage, name: string): CodedMessage {
  return { ...found, arguments: { ...found.arguments, name } } as FindingMessage
}

function inWrongFolder(deps: JudgeDeps, transfer: Transfer, result: CheckResult): Verdict {
  const { format } = result
  const { formats, elsewhere } = deps.rules
  const sentence = message('WRONG-FOLDER', {
    name: transfer.name,
    found: format ?? 'something else',
    sends: formats ?? [],
    virtualFile: transfer.virtualFile,
    elsewhere: elsewhere
      .filter((one) => format !== null && one.formats.includes(format))
      .map(({ virtualFile, folder }) => ({
        virtualFile,
        folder: transfer.look === '' ? '' : folder,
      })),
  })
  const detail = { findings: foundIn(result) }
  const patch = { ...readIn(deps, result), reason: sentence }
  return { kind: 'refuse', move: { event: 'check-failed', patch, sentence, detail } }
}

/**
 * Any earlier reason (changed before the seal, claimed by a ledger that was lost, changed after it was sent)
 * holds the file, also when a crash came in between. There is no list of such codes: a code that somebody
 * forgets to list would be sent.
 */
function whenAlone(transfer: Transfer, content: ReadIn, goes: CodedMessage): Verdict['move'] {
  // It stays the reason: what is written down of it is not written anew.
  if (transfer.message !== null)
    return { event: 'held', patch: content, sentence: transfer.message }
  const told = content.warnings ?? []
  // The next release lets it go: whoever orders it has seen the warnings.
  if (goes.code === 'HELD-FOR-WARNINGS')
    return { event: 'held', patch: { ...content, reason: goes }, sentence: goes }
  return {
    event: 'check-passed',
    patch: { ...content, reason: null },
    sentence: goes,
    ...(told.length === 0 ? {} : { detail: { warnings: told } }),
  }
}

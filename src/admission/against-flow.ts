// What contradicts the settings of a flow, in the form in which people are told; and whether that still holds
// when a person releases the file.

import { type PesitIdentity, plainBytes, type Transfer } from '../journey/transfer.ts'
import {
  type Contradiction,
  type FlowForm,
  isGarbled,
  saysSomething,
} from '../preflight/flow-content.ts'
import type { AgainstFlow } from '../wording/catalogue/file/flow-content.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import type { CheckOutcome, Checker } from './checker.ts'
import type { Spool } from '../ledger/spool/spool.ts'

export type { FlowForm } from '../preflight/flow-content.ts'

/** The form that a transfer has at the bank once it was begun. */
export function flowOfIdentity({
  records = plainBytes,
  articleBytes,
  articleFormat,
  dataCode,
}: PesitIdentity): FlowForm {
  return { ...records, articleBytes, articleFormat, dataCode }
}

/** The flow as a rule of admission: absent where no content could contradict its settings. */
export function flowRule(flow: FlowForm | null): { readonly flow?: FlowForm } {
  return flow !== null && saysSomething(flow) ? { flow } : {}
}

export function againstFlow(
  { name, virtualFile }: Pick<Transfer, 'name' | 'virtualFile'>,
  found: Contradiction,
  flow: FlowForm,
): AgainstFlow {
  const { kind, lineEnding, codePage, charset, articleBytes, articleFormat, dataCode } = flow
  return {
    name,
    virtualFile,
    found: found.map((one) => ({ ...one })),
    flow: { kind, lineEnding, codePage, charset, articleBytes, articleFormat, dataCode },
    garbled: isGarbled(found),
  }
}

export interface AgainstFlowDeps {
  readonly checker: Checker
  readonly spool: Pick<Spool, 'bytes'>
}

/**
 * What contradicts the settings in the sealed bytes; null: nothing.
 * @throws the error of the disk; an error when the daemon stops.
 */
export async function contradictionIn(
  { checker, spool }: AgainstFlowDeps,
  { id }: Pick<Transfer, 'id'>,
  flow: FlowForm,
): Promise<Contradiction | null> {
  const path = spool.bytes(id)
  return contentOf(await checker.readPayments({ path, flow }, new AbortController().signal))
}

function contentOf(
  outcome: CheckOutcome<{ readonly content: Contradiction | null }>,
): Contradiction | null {
  if (outcome.kind === 'stopped') throw new Error('pesit-drop stops')
  if (outcome.kind === 'ended') throw new Error(`the look into it was ended by ${outcome.by.kind}`)
  return outcome.result.content
}

/** Why a file that a person releases is still held: it would arrive garbled. null: it may be sent. */
export async function whyStillHeld(
  deps: AgainstFlowDeps,
  transfer: Transfer,
  flow: FlowForm,
): Promise<CodedMessage | null> {
  if (!saysSomething(flow)) return null
  const found = await contradictionIn(deps, transfer, flow)
  if (found === null || !isGarbled(found)) return null
  return message('STILL-AGAINST-FLOW', {
    id: transfer.id,
    ...againstFlow(transfer, found, flow),
  })
}

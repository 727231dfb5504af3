// The proof beside an archived file: what the file was, when it went where, and what the bank said. Pure.

import { timeForPeople } from '../lib/time/time-for-people.ts'
import type { Fact } from '../journey/fact.ts'
import type { Transfer } from '../journey/transfer.ts'
import { formatHead, type Head } from '../ledger/audit/audit.ts'

export function receiptOf(
  transfer: Transfer,
  facts: readonly Fact[],
  {
    archivedMs,
    head,
    zone,
  }: { readonly archivedMs: number; readonly head: Head; readonly zone: string },
): string {
  const {
    id,
    direction,
    bank,
    environment,
    virtualFile,
    folder,
    name,
    sizeBytes,
    sha256,
    summary,
    pesit,
    sameAs,
  } = transfer
  const answer = facts.findLast(
    ({ event }) => event === 'bank-acknowledged' || event === 'bank-confirmed',
  )
  const receipt = {
    format: 'pesit-drop receipt 1',
    sentence: sentenceOf(transfer, zone),
    id,
    direction,
    bank,
    environment,
    virtualFile,
    folder,
    name,
    sizeBytes,
    sha256,
    summary,
    sameAs,
    pesit: pesit === null ? null : { ...pesit, opened: undefined },
    bankAnswer: answer === undefined ? null : { at: iso(answer.atMs), ...answer.detail },
    createdAt: iso(transfer.createdMs),
    confirmedAt: transfer.confirmedMs === null ? null : iso(transfer.confirmedMs),
    archivedAt: iso(archivedMs),
    audit: formatHead(head),
    facts: facts.map(({ sequence, atMs, event, from, to, sentence, actor }) => ({
      sequence,
      at: iso(atMs),
      event,
      from,
      to,
      sentence,
      actor,
    })),
  }
  return `${JSON.stringify(receipt, null, 2)}\n`
}

function sentenceOf({ state, direction, bank, name, confirmedMs }: Transfer, zone: string): string {
  const when = confirmedMs === null ? '' : ` on ${timeForPeople(confirmedMs, zone)}`
  if (state === 'cancelled') return `${name} was cancelled: ${bank} did not get it from us.`
  if (direction === 'out') return `${name} was received by ${bank}${when}.`
  return confirmedMs === null
    ? `${name} was received from ${bank}.`
    : `${name} was received from ${bank}, which knows it${when}.`
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString()
}

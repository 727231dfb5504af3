// The chain of facts: each fact carries a keyed hash of itself and of the fact before it. A person who
// changes, removes, adds or reorders a fact without the key breaks the chain at that place. If the end of the
// chain is cut off, any later head that was kept elsewhere (in receipts, in the log) shows it. Pure.

import { createHmac } from 'node:crypto'

/** A fact as it is stored, with its link. */
export interface ChainedFact {
  readonly sequence: number
  readonly transferId: string
  readonly atMs: number
  readonly event: string
  readonly from: string | null
  readonly to: string
  readonly sentence: string
  readonly actor: string
  /** JSON, exactly as stored. */
  readonly detail: string
  /** Code and arguments of the message (wording/), JSON exactly as stored; '' where `sentence` is stored. */
  readonly message: string
  readonly chain: string
}

/** The last fact and its link; 0 and '' for a ledger without facts. */
export interface Head {
  readonly sequence: number
  readonly chain: string
}

export function linkOf(
  key: Uint8Array,
  previous: string,
  fact: Omit<ChainedFact, 'chain'>,
): string {
  const { sequence, transferId, atMs, event, from, to, sentence, actor, detail, message } = fact
  const text = JSON.stringify([
    previous,
    sequence,
    transferId,
    atMs,
    event,
    from,
    to,
    sentence,
    actor,
    detail,
    ...(message === '' ? [] : [message]),
  ])
  return createHmac('sha256', key).update(text).digest('hex')
}

export type AuditFinding =
  | { readonly kind: 'missing'; readonly from: number; readonly to: number }
  /** The fact is not what was written, or it stands in the place of another. */
  | { readonly kind: 'changed'; readonly sequence: number; readonly transferId: string }
  /** A head that was kept elsewhere is not in the chain, or no longer. */
  | { readonly kind: 'cut-off'; readonly head: Head; readonly lastSequence: number }
  | { readonly kind: 'other-head'; readonly head: Head; readonly chain: string }

const maximumFindings = 100

/** Checks the chain, fact by fact, in order. */
export class ChainCheck {
  readonly findings: AuditFinding[] = []
  checked = 0
  last: Head = { sequence: 0, chain: '' }
  private readonly key: Uint8Array
  private readonly heads: Map<number, Head[]>

  /** `heads`: the heads that were kept elsewhere. */
  constructor(key: Uint8Array, heads: readonly Head[]) {
    this.key = key
    this.heads = new Map()
    for (const head of heads)
      this.heads.set(head.sequence, [...(this.heads.get(head.sequence) ?? []), head])
  }

  take(fact: ChainedFact): void {
    const { sequence, transferId, chain } = fact
    const expected = this.last.sequence + 1
    if (sequence !== expected) this.note({ kind: 'missing', from: expected, to: sequence - 1 })
    if (linkOf(this.key, this.last.chain, fact) !== chain)
      this.note({ kind: 'changed', sequence, transferId })
    for (const head of this.heads.get(sequence) ?? [])
      if (head.chain !== chain) this.note({ kind: 'other-head', head, chain })
    this.heads.delete(sequence)
    this.last = { sequence, chain }
    this.checked += 1
  }

  /** All facts were added: heads that were not met lie beyond the end, or in a gap. */
  end(): readonly AuditFinding[] {
    for (const heads of this.heads.values())
      for (const head of heads)
        this.note({ kind: 'cut-off', head, lastSequence: this.last.sequence })
    return this.findings
  }

  private note(finding: AuditFinding): void {
    if (this.findings.length < maximumFindings) this.findings.push(finding)
  }
}

/** Parses `SEQUENCE:HASH`, as it is logged; null when the text is no head. */
export function parseHead(text: string): Head | null {
  const [, sequence, chain] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  return sequence === undefined || chain === undefined
    ? null
    : { sequence: Number(sequence), chain }
}

export function formatHead({ sequence, chain }: Head): string {
  return `${sequence}:${chain}`
}

// Is the statement that a bank has just sent one that we have already? PeSIT has no lasting name for a
// statement: some banks give it a new number each time they offer it (PI 13), and some date it "now" (PI 51).
// So the answer depends on several facts together, and the table below says which of them are enough.
//
// Two mistakes are possible. A new statement that is taken for a repetition is lost; a repetition that is
// taken for a new statement is shown twice. Statements of two days without a movement may be equal byte for
// byte. So where the facts do not decide, the statement is delivered and marked: a person can remove what is
// there twice, but cannot find what is not there. Pure.

import type { Transfer } from './transfer.ts'

/** How a statement that came whole compares with an earlier one, and what we know about the earlier one. */
export interface Likeness {
  readonly bytes: boolean
  /** PI 12, as the bank returned it. */
  readonly fileName: boolean
  /** PI 37. Two statements without one are alike when their PI 12 is the same. */
  readonly label: boolean
  /** PI 51: both have one, and they are the same. */
  readonly date: boolean
  /** The whole identity of the transfer at the bank: PI 12, 13, 51 and both ends. */
  readonly offer: boolean
  /** The earlier one came in the poll that is running. */
  readonly thisAsk: boolean
  /**
   * The earlier one came a short while ago, and no poll since then has ended in order: it broke off, or our
   * process was killed.
   */
  readonly openAsk: boolean
  /** The bank confirmed that we have the earlier one: its ACK(TRANS.END) arrived here. */
  readonly confirmed: boolean
  /**
   * Since the earlier one came, the bank has once said that it has nothing more: it no longer offers the
   * earlier one.
   */
  readonly offeredNoMore: boolean
  /** The bank is known to repeat itself at present, and the earlier one came since that began. */
  readonly repeating: boolean
  /** The earlier one was damaged on our disk before it was delivered. */
  readonly damaged: boolean
}

export type SameBecause = 'ask' | 'offer' | 'date' | 'unconfirmed' | 'open-ask' | 'repeating'

export type StatementVerdict =
  /** It is not shown again; we tell the bank that we have it. */
  | { readonly kind: 'same'; readonly because: SameBecause; readonly endsAsk: boolean }
  /** It is shown, and its reason says which statement it resembles. */
  | { readonly kind: 'marked'; readonly as: 'equal' | 'version'; readonly isCopy: boolean }
  | { readonly kind: 'new' }

interface Rule {
  /** The values that are required; all others may have any value. */
  readonly when: Partial<Likeness>
  readonly then: StatementVerdict
}

const same = (because: SameBecause, endsAsk = false): StatementVerdict => ({
  kind: 'same',
  because,
  endsAsk,
})
/** `isCopy`: name and label agree too, so it is probably a repetition. */
const equal = (isCopy: boolean): StatementVerdict => ({ kind: 'marked', as: 'equal', isCopy })

/** The first rule that fits decides. */
export const statementRules: readonly Rule[] = [
  {
    when: { bytes: false, offer: true },
    then: { kind: 'marked', as: 'version', isCopy: false },
  },
  { when: { bytes: false }, then: { kind: 'new' } },
  // We asked the bank to offer it again, because nobody has seen it.
  { when: { damaged: true }, then: equal(false) },
  { when: { thisAsk: true, offer: true }, then: same('ask', true) },
  { when: { thisAsk: true, label: true }, then: same('ask', true) },
  { when: { offer: true }, then: same('offer') },
  { when: { fileName: false }, then: equal(false) },
  { when: { label: false }, then: equal(false) },
  { when: { date: true }, then: same('date') },
  { when: { confirmed: false, offeredNoMore: false }, then: same('unconfirmed') },
  { when: { openAsk: true }, then: same('open-ask') },
  { when: { repeating: true }, then: same('repeating') },
  { when: {}, then: equal(true) },
]

export function judgeStatement(likeness: Likeness): StatementVerdict {
  const fits = ({ when }: Rule) =>
    Object.entries(when).every(([fact, wanted]) => likeness[fact as keyof Likeness] === wanted)
  return statementRules.find(fits)?.then ?? { kind: 'new' }
}

/** Where several earlier statements are compared, the strongest verdict counts. */
export function weightOf(verdict: StatementVerdict): number {
  switch (verdict.kind) {
    case 'same':
      return verdict.endsAsk ? 5 : 4
    case 'marked':
      return verdict.as === 'version' ? 1 : verdict.isCopy ? 3 : 2
    case 'new':
      return 0
  }
}

/** It came whole and was not shown, because it is the statement that `sameAs` names. */
export function isRepetition({
  direction,
  state,
  name,
  sameAs,
}: Pick<Transfer, 'direction' | 'state' | 'name' | 'sameAs'>): boolean {
  return direction === 'in' && state === 'archived' && name === '' && sameAs !== null
}

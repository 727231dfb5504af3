// The answer to a program that asks for a file by its name. Two mistakes are possible: an old file is given
// as a new one, or a file that came is never given to anybody. So a file that came whole is the answer until
// somebody has it: it was downloaded whole, or a copy was made. After that we ask the bank, and the answer is
// what the bank says, or that it cannot be reached. The first rule that fits decides. Pure.

export interface ReceiveFacts {
  /** We asked the bank for this call. */
  readonly asked: boolean
  /**
   * What the bank sent in answer to this call: nothing, a file that is being received or came whole, or a
   * file that it sent before.
   */
  readonly own: 'none' | 'file' | 'repetition'
  /** A file with this name came whole for somebody else or by the schedule, and nobody has it yet. */
  readonly unclaimed: boolean
  /** A file with this name was cut off earlier; its transfer goes on automatically. */
  readonly unfinished: boolean
  /** The end of the poll; null before it. */
  readonly ask: 'nothing' | 'received' | 'failed' | 'refused' | null
}

export type ReceiveAnswer =
  /** The file that the bank sent in answer to this call. */
  | 'own'
  /** A file that came earlier, with the time when it came. */
  | 'unclaimed'
  | 'ask-the-bank'
  /** The file that was cut off: it is being received. */
  | 'unfinished'
  /** The bank has only files that somebody has already. */
  | 'repeated'
  /** The bank could not be asked, or the conversation broke off, or the bank refused. */
  | 'trouble'
  | 'nothing'

interface Rule {
  /** The values that are required; all others may have any value. */
  readonly when: Partial<ReceiveFacts>
  readonly then: ReceiveAnswer
}

const receiveRules: readonly Rule[] = [
  { when: { own: 'file' }, then: 'own' },
  { when: { unclaimed: true }, then: 'unclaimed' },
  { when: { asked: false }, then: 'ask-the-bank' },
  { when: { unfinished: true }, then: 'unfinished' },
  // After a repetition the line may have broken. What the bank did say matters more than that the line broke.
  { when: { own: 'repetition' }, then: 'repeated' },
  { when: { ask: 'failed' }, then: 'trouble' },
  { when: { ask: 'refused' }, then: 'trouble' },
  { when: {}, then: 'nothing' },
]

export function answerOf(facts: ReceiveFacts): ReceiveAnswer {
  const fits = ({ when }: Rule) =>
    Object.entries(when).every(([fact, wanted]) => facts[fact as keyof ReceiveFacts] === wanted)
  return receiveRules.find(fits)?.then ?? 'nothing'
}

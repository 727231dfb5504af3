// What a program is told that asks for a file by its name. Two mistakes are possible: an old file that is
// given for a new one, and a file that came and that nobody is ever given. So a file that came whole is the
// answer until somebody has it: it was downloaded whole, or its copy was made. After that the bank is asked,
// and what it says, or that it cannot be reached, is the answer. The first rule that fits decides. Pure.

export interface ReceiveFacts {
  /** The bank was asked for this call. */
  readonly asked: boolean
  /**
   * What the bank gave in answer to this call: nothing, a file that is on its way or came whole, or once more
   * a file that it gave before.
   */
  readonly own: 'none' | 'file' | 'repetition'
  /** A file of this name came whole for somebody else or by the schedule, and nobody has it yet. */
  readonly unclaimed: boolean
  /** A file of this name was cut off earlier, and goes on by itself. */
  readonly unfinished: boolean
  /** How the ask ended; null before it. */
  readonly ask: 'nothing' | 'received' | 'failed' | 'refused' | null
}

export type ReceiveAnswer =
  /** The file that the bank gave in answer to this call. */
  | 'own'
  /** A file that came earlier, with the time at which it came. */
  | 'unclaimed'
  | 'ask-the-bank'
  /** The file that was cut off: it is under way. */
  | 'unfinished'
  /** The bank has nothing but what somebody has already. */
  | 'repeated'
  /** The bank could not be asked, or broke off, or refused. */
  | 'trouble'
  | 'nothing'

interface Rule {
  /** What must be so; what is not named may be either. */
  readonly when: Partial<ReceiveFacts>
  readonly then: ReceiveAnswer
}

const receiveRules: readonly Rule[] = [
  { when: { own: 'file' }, then: 'own' },
  { when: { unclaimed: true }, then: 'unclaimed' },
  { when: { asked: false }, then: 'ask-the-bank' },
  { when: { unfinished: true }, then: 'unfinished' },
  // Behind a repetition the line may have broken: what the bank did say is worth more than that it fell
  // silent.
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

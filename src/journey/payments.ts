// What a payment file orders, as far as two files can be compared by it, whatever they are called and however
// their bytes differ. Made by preflight, kept and searched by the ledger. Pure types.

export type PaymentFormat = 'pain.001' | 'pain.008' | 'cfonb-160' | 'cfonb-320'

export interface PaymentsIdentity {
  readonly format: PaymentFormat
  /**
   * Equal keys mean the same payments, as far as the dates below allow. pain: message id, count, total and accounts.
   * CFONB: the account and the set of (beneficiary's account, amount, label).
   */
  readonly key: string
  /**
   * null: the dates play no part (pain has a message id). Otherwise the execution dates, sorted and joined: two files
   * with equal keys are the same where these are equal too, and, where those of either are '' (blank), when the files
   * came within 20 days.
   */
  readonly dates: string | null
  /** One a debited (pain.008: credited) account: the account with the file's own reference. Empty without a reference. */
  readonly referenceKeys: readonly string[]
  /**
   * What the same reference with other payments means: a message id is never given twice (`distinct`); the reference of
   * CFONB is often constant, so there it is worth a warning only (`weak`).
   */
  readonly referenceStrength: 'distinct' | 'weak'
  /** For sentences: the file's own reference, MsgId or the seven characters of CFONB; '' when it has none. */
  readonly reference: string
  readonly count: number
  /** Decimal, a point before the cents: `21977.85`. */
  readonly total: string
  readonly currency: string
  /** As the file writes them; masked before people see them. */
  readonly accounts: readonly string[]
}

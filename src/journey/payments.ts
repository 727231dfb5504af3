// What a payment file orders, as far as two files can be compared by it, whatever they are called and however
// their bytes differ. Made by preflight, kept and searched by the ledger. Pure types.

export type PaymentFormat = 'pain.001' | 'pain.008' | 'cfonb-160' | 'cfonb-320'

export interface PaymentsIdentity {
  readonly format: PaymentFormat
  /**
   * Equal keys mean the same payments, as far as the dates below allow. pain: message id, count, total and
   * accounts; without a message id, and in CFONB: the accounts and all orders (beneficiary's account, amount,
   * label), each as often as it is there. Holds a hash where it would be long. To be compared, never to be
   * taken apart.
   */
  readonly key: string
  /**
   * null: the dates play no part (the message id of pain says it all). Otherwise the execution dates as the
   * format writes them, joined, with the number of orders on each where they are several; the due dates of
   * bills. Two files with equal keys are the same where these are equal too, and, where those of either are
   * '' (blank), when the files came within 20 days.
   */
  readonly dates: string | null
  /** One for each of the file's own accounts, with the file's own reference. Empty without a reference. */
  readonly referenceKeys: readonly string[]
  /**
   * What the same reference with other payments means: a message id is never given twice (`distinct`); the
   * reference of CFONB is often constant, so there it is worth a warning only (`weak`).
   */
  readonly referenceStrength: 'distinct' | 'weak'
  /** For sentences: the file's own reference, MsgId or the seven characters of CFONB; '' when it has none. */
  readonly reference: string
  readonly count: number
  /** Decimal, a point before the cents: `21977.85`. */
  readonly total: string
  /** `EUR`; several are joined: `CHF, EUR`. '' when the file does not say. */
  readonly currency: string
  /**
   * The file's own, without the blanks of an IBAN and in capitals; CFONB: bank, branch, number. Masked for
   * people.
   */
  readonly accounts: readonly string[]
}

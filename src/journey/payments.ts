// What a payment file orders, in the form in which two files are compared, independently of their names and
// of how their bytes differ. preflight makes it, the ledger stores and searches it. Pure types.

export type PaymentFormat = 'pain.001' | 'pain.008' | 'cfonb-160' | 'cfonb-320'

export interface PaymentsIdentity {
  readonly format: PaymentFormat
  /**
   * Equal keys mean the same payments, as far as the dates below allow. For pain: message id, count, total
   * and accounts; without a message id, and for CFONB: the accounts and all orders (beneficiary's account,
   * amount, label), each as often as the file has it. Contains a hash where it would be long. It is only
   * compared, never parsed.
   */
  readonly key: string
  /**
   * null: the dates are not compared (the message id of pain is enough). Otherwise the execution dates as the
   * format writes them, joined, with the number of orders for each date where there are several; for bills,
   * the due dates. Two files with equal keys are the same when these are equal too, or, if either has ''
   * (blank), when the files came within 20 days of each other.
   */
  readonly dates: string | null
  /** One for each of the file's own accounts, with the file's own reference. Empty without a reference. */
  readonly referenceKeys: readonly string[]
  /**
   * What the same reference with other payments means: a message id is never used twice (`distinct`); the
   * reference of CFONB is often constant, so it only causes a warning (`weak`).
   */
  readonly referenceStrength: 'distinct' | 'weak'
  /** For sentences: the file's own reference, MsgId or the seven characters of CFONB; '' when it has none. */
  readonly reference: string
  readonly count: number
  /** Decimal, with a point before the cents: `21977.85`. */
  readonly total: string
  /** `EUR`; several are joined: `CHF, EUR`. '' when the file does not say. */
  readonly currency: string
  /**
   * The accounts of the file's owner, without the blanks of an IBAN and in capitals; CFONB: bank, branch,
   * number. Masked when people see them.
   */
  readonly accounts: readonly string[]
}

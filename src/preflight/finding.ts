// What a check can say of a file. `block`: the bank would refuse it, or it is not what it should be.
// `warn`: worth a look, no reason to stop a payment.

export interface Finding {
  readonly level: 'block' | 'warn'
  /** To search for: `CONTROL-SUM`, `TRUNCATED`. */
  readonly code: string
  /** Line, record or element. */
  readonly where: string
  /** For the operator: what, and what to do. */
  readonly text: string
}

export const block = (code: string, where: string, text: string): Finding => ({
  level: 'block',
  code,
  where,
  text,
})
export const warn = (code: string, where: string, text: string): Finding => ({
  level: 'warn',
  code,
  where,
  text,
})

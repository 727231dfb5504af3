// Conditions: what is wrong with a folder, a bank, a schedule or a machine, for as long as it lasts.

import type { CodedMessage } from '../../wording/catalogue.ts'

export interface Condition {
  /** `outbox:/folder`, `inbox:/folder`, `bank:name`, `disk:/folder`. */
  readonly subject: string
  readonly code: string
  readonly sentence: string
  /** What the sentence is made of. */
  readonly message: CodedMessage
  readonly sinceMs: number
}

export interface Conditions {
  /**
   * Raises, keeps (`sinceMs` stays) or clears (null) a condition. A condition that is raised began now, or at
   * `sinceMs`.
   */
  note(subject: string, condition: CodedMessage | null, sinceMs?: number): Promise<void>
  conditions(): Promise<readonly Condition[]>
}

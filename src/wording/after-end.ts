// What comes next for a transfer whose attempt did not end well. Any message that says how it ended may
// carry this as its argument `after`. Pure.

import type { CodedMessage } from './catalogue.ts'

/** What comes next for a transfer whose attempt did not end well. */
export type AfterEnd =
  | {
      /**
       * `goes-on`: from the last sync point. `sent-anew` and `fetched-anew`: from its start. `tried-again`:
       * the same is done once more. `called-again`: the bank is called again. `kept-nothing`: the bank kept
       * nothing of the earlier attempt, so the file is sent anew.
       */
      readonly kind:
        | 'goes-on'
        | 'sent-anew'
        | 'fetched-anew'
        | 'tried-again'
        | 'called-again'
        | 'kept-nothing'
    }
  /** The attempts are used up. `out`: the bank does not have the file. `in`: the bank still has it. */
  | {
      readonly kind: 'attempts-spent'
      readonly attempts: number
      readonly maximum: number
      readonly direction: 'out' | 'in'
    }
  /** That many calls in a row did not reach the bank. */
  | { readonly kind: 'calls-spent'; readonly calls: number }

/** The same message, with what comes next. */
export function withAfter(coded: CodedMessage, after: AfterEnd): CodedMessage {
  // `never`: to compare the union of all messages with itself is more than the compiler does.
  return { ...coded, arguments: { ...coded.arguments, after } } as never
}

export function afterOf(values: object): AfterEnd | undefined {
  return 'after' in values ? (values.after as AfterEnd) : undefined
}

// A warning about the content of a file, as people and programs see it: the code with its arguments, and the
// sentence made of them. Account numbers are shortened where the warning is made (preflight/warnings.ts).
// Pure.

import type { CodedMessage } from '../../wording/catalogue.ts'
import {
  type WarningCount,
  type WarningKind,
  warningKinds,
} from '../../wording/catalogue/file/payment-warnings.ts'
import type { Reader } from '../../wording/entry.ts'
import { firstPlaceOf, sentenceOf } from '../../wording/sentence.ts'

export interface Warning {
  readonly code: WarningKind
  readonly arguments: WarningCount
  /** What was found, how often and where first, and what to do. */
  readonly sentence: string
  /** The first place: `transaction 3 (EndToEndId E2E-3)`; '' where the warning is about the whole file. */
  readonly place: string
}

/** Leaves out messages that are not warnings about content, and codes that this version does not know. */
export function warningsOf(
  coded: readonly Pick<CodedMessage, 'code' | 'arguments'>[],
  reader: Reader,
): readonly Warning[] {
  return coded.flatMap((one) => {
    if (!isWarningKind(one.code)) return []
    const { code } = one
    const seen = one.arguments as WarningCount
    const sentence = sentenceOf({ code, arguments: seen } as CodedMessage, reader)
    return [{ code, arguments: seen, sentence, place: firstPlaceOf(seen) }]
  })
}

export function isWarningKind(code: string): code is WarningKind {
  return Object.hasOwn(warningKinds, code)
}

// Which troubles end by themselves, of those that are noted with a sentence instead of a message of the
// catalogue (there the entry says it). Pure.

import { entryOf, isMessageCode } from './catalogue.ts'

/** What the other side may have again in a moment. */
const passing: ReadonlySet<string> = new Set(['STOPPED', 'FOLDER-SLOW'])

export function healsByItself(code: string): boolean {
  return isMessageCode(code) ? entryOf(code).heals : passing.has(code)
}

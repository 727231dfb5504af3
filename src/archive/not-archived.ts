// Why a file is not in the archive yet. It is tried again either way; the failure says whether a person must
// act first.

import { type CodedMessage, entryOf, message } from '../wording/catalogue.ts'
import { messageOfError } from '../wording/known-error.ts'

export function notArchived(
  file: { readonly name: string; readonly isCancelled: boolean },
  error: unknown,
): CodedMessage {
  const what = messageOfError(error)
  const values = { ...file, what }
  return entryOf(what.code).heals
    ? message('ARCHIVE-FAILED', values)
    : message('ARCHIVE-STOPPED', values)
}

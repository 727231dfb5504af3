// What is told of a folder that can be worked in, but not as safely as it should be: a condition for each
// kind, so that one that is mended goes while the other stays. Pure.

import type { CodedMessage } from '../wording/catalogue.ts'

const subjects = {
  'FOLDER-ABOVE-WRITABLE': 'folder-above',
  'FOLDER-OWNERS-UNKNOWN': 'folder-owners',
} as const

/** Each kind with its warning, or with null: there is none (any more). */
export function warningsBySubject(
  folder: string,
  warnings: readonly CodedMessage[],
): readonly { readonly subject: string; readonly warning: CodedMessage | null }[] {
  return Object.entries(subjects).map(([code, kind]) => ({
    subject: `${kind}:${folder}`,
    warning: warnings.find((one) => one.code === code) ?? null,
  }))
}

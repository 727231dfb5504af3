// The warnings about a folder that can be used but is not as safe as it should be. Each kind has its own
// condition, so that one condition ends when its cause is corrected while the other continues. Pure.

import type { CodedMessage } from '../wording/catalogue.ts'

const subjects = {
  'FOLDER-ABOVE-WRITABLE': 'folder-above',
  'FOLDER-OWNERS-UNKNOWN': 'folder-owners',
} as const

/** Each kind with its warning; null when there is no such warning (any more). */
export function warningsBySubject(
  folder: string,
  warnings: readonly CodedMessage[],
): readonly { readonly subject: string; readonly warning: CodedMessage | null }[] {
  return Object.entries(subjects).map(([code, kind]) => ({
    subject: `${kind}:${folder}`,
    warning: warnings.find((one) => one.code === code) ?? null,
  }))
}

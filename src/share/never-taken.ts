// Which names in an outbox are never taken, whatever its patterns say, and why. One list: a file that we
// ourselves write beside data belongs in `ownEndings` before it is written for the first time, or `take:
// ["*"]` would send it to the bank as a payment. Pure.

import { cancelEnding } from './places.ts'

/** What we write beside data: `x.xml.sent`, and with `.txt` behind it for people (`x.xml.sent.txt`). */
export const ownEndings = [
  'sent',
  'held',
  'failed',
  'rejected',
  'in-doubt',
  'cancelled',
  'not-cancelled',
  'waiting',
] as const

export type OwnEnding = (typeof ownEndings)[number]

/** What we write about a whole folder, in French and in English. */
export const ownNames = ['ETAT.txt', 'STATUS.txt'] as const

const beingWritten =
  'names that end like this are files being written; rename it when it is complete'
const earlierVersion =
  'names that end like this are earlier versions or copies of a file; rename it if it must be sent'

/**
 * `temporary` and `earlier`: somebody may wait for such a file. The others are nobody's payments: they stay
 * silent.
 */
export type NeverTaken = 'hidden' | 'temporary' | 'earlier' | 'editor' | 'desktop' | 'ours'

interface Rule {
  readonly kind: NeverTaken
  readonly pattern: RegExp
  readonly why: string
  /** An outbox that takes `*.old` by that very ending means it. */
  readonly unlessNamed?: true
}

/** One reason a row; the first row that fits tells it. Upper and lower case are the same. */
const rules: readonly Rule[] = [
  { kind: 'hidden', pattern: /^\./, why: 'names that begin with a dot are hidden or temporary' },
  {
    kind: 'temporary',
    // Browsers, FTP and SFTP clients, editors, downloaders, cloud folders.
    pattern:
      /\.(tmp|temp|part|partial|filepart|crdownload|download|opdownload|uploading|inprogress|sw[nopx]|lock)$/i,
    why: beingWritten,
  },
  // A Mac saves beside the file first: `paie.xml.sb-0f3a9c1e-Xy12Zz`.
  { kind: 'temporary', pattern: /\.sb-[^.]*$/i, why: beingWritten },
  // Vim tries with this name whether it may write in a folder; Emacs saves as `#paie.xml#`.
  { kind: 'editor', pattern: /^(4913|#.*#)$/, why: 'this is a file of an editor, not of yours' },
  { kind: 'earlier', pattern: /~$/, why: earlierVersion },
  {
    kind: 'earlier',
    pattern: /\.(bak|old|orig|save|copy)$/i,
    why: earlierVersion,
    unlessNamed: true,
  },
  {
    kind: 'ours',
    pattern: new RegExp(`\\.(${ownEndings.join('|')})(\\.txt)?$`, 'i'),
    why: 'names that end like this say what became of a file',
  },
  {
    kind: 'ours',
    pattern: new RegExp(`^(${ownNames.map((name) => name.replace('.', '\\.')).join('|')})$`, 'i'),
    why: 'this name says how the folder is doing',
  },
  {
    kind: 'ours',
    pattern: new RegExp(`\\${cancelEnding}$`, 'i'),
    why: 'names that end like this order to cancel another file',
  },
  {
    kind: 'desktop',
    pattern: /^(~\$.*|thumbs\.db|desktop\.ini)$/i,
    why: 'this is a file of the desktop, not of yours',
  },
]

/** Why a name is never taken, or null. `take`: the patterns of the outbox. */
export function whyNeverTaken(name: string, take: readonly string[] = []): string | null {
  return ruleOf(name, take)?.why ?? null
}

/** Of which kind a name is that is never taken, or null. */
export function neverTaken(name: string, take: readonly string[] = []): NeverTaken | null {
  return ruleOf(name, take)?.kind ?? null
}

function ruleOf(name: string, take: readonly string[]): Rule | null {
  const rule = rules.find(({ pattern }) => pattern.test(name))
  return rule === undefined || (rule.unlessNamed === true && isNamedIn(take, name)) ? null : rule
}

function isNamedIn(take: readonly string[], name: string): boolean {
  const ending = name.slice(name.lastIndexOf('.')).toLowerCase()
  return take.some((pattern) => pattern.toLowerCase().endsWith(ending))
}

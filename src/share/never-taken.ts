// Which names in an outbox are never sent, whatever its patterns are, and why. There is one list: an ending
// of a file that we write beside data must be in `ownEndings` before we write it for the first time, or
// `take: ["*"]` would send the file to the bank as a payment. Pure.

import { cancelEnding } from './places.ts'

/** The endings of files that we write beside data: `x.xml.sent`, and `x.xml.sent.txt` for people. */
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

/** The files that we write about a whole folder, in French and in English. */
export const ownNames = ['ETAT.txt', 'STATUS.txt'] as const

const beingWritten =
  'names that end like this are files being written; rename it when it is complete'
const earlierVersion =
  'names that end like this are earlier versions or copies of a file; rename it if it must be sent'

/**
 * Somebody may expect a `temporary` or an `earlier` file to be sent. The other kinds are never payments, and
 * are not reported.
 */
export type NeverTaken = 'hidden' | 'temporary' | 'earlier' | 'editor' | 'desktop' | 'ours'

interface Rule {
  readonly kind: NeverTaken
  readonly pattern: RegExp
  readonly why: string
  /** The rule does not apply when a pattern of the outbox ends with this very ending, such as `*.old`. */
  readonly unlessNamed?: true
}

/** One reason in each row; the first row that fits decides. Upper and lower case are the same. */
const rules: readonly Rule[] = [
  { kind: 'hidden', pattern: /^\./, why: 'names that begin with a dot are hidden or temporary' },
  {
    kind: 'temporary',
    // Browsers, FTP and SFTP clients, editors, downloaders, cloud folders.
    pattern:
      /\.(tmp|temp|part|partial|filepart|crdownload|download|opdownload|uploading|inprogress|sw[nopx]|lock)$/i,
    why: beingWritten,
  },
  // macOS saves to such a file beside the real one first: `paie.xml.sb-0f3a9c1e-Xy12Zz`.
  { kind: 'temporary', pattern: /\.sb-[^.]*$/i, why: beingWritten },
  // Vim uses this name to test whether it may write in a folder; Emacs saves as `#paie.xml#`.
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

/** Returns why a name is never sent, or null. `take`: the patterns of the outbox. */
export function whyNeverTaken(name: string, take: readonly string[] = []): string | null {
  return ruleOf(name, take)?.why ?? null
}

/** Returns the kind of a name that is never sent, or null. */
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

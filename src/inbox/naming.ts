// The name of a received file in its inbox. What the bank sends as a name is a stranger's text: it never
// becomes a path, never hides, never exceeds what a file system takes. The text as it was stays in the
// ledger. Pure.

import type { Placeholder } from '../config/names.ts'

export interface NameParts {
  /** The bank's label of the file (PI 37), as it came; '' when there was none. */
  readonly label: string
  readonly virtualFile: string
  readonly bank: string
  /** 20261124 and 101500, in the inbox's zone. */
  readonly date: string
  readonly time: string
  /** 1, 2, 3 … within the day. */
  readonly sequence: number
  readonly id: string
}

const longestNameBytes = 255
/** Room for `_999` before the extension when a name is taken. */
const roomForCountBytes = 8

export function nameFor(template: string, parts: NameParts): string {
  const values: Record<Placeholder, string> = {
    name: safeText(parts.label) || `${safeText(parts.virtualFile)}_${parts.id}`,
    label: safeText(parts.label),
    virtualFile: safeText(parts.virtualFile),
    bank: safeText(parts.bank),
    date: parts.date,
    time: parts.time,
    sequence: String(parts.sequence).padStart(3, '0'),
    id: parts.id,
  }
  const filled = template.replace(
    /\{([^}]*)\}/g,
    (_, word: string) => values[word as keyof typeof values] ?? '',
  )
  return safeName(filled, parts.id)
}

/** The next name when one is taken: `a.xml`, `a_2.xml`, `a_3.xml`. */
export function nextName(name: string, count: number): string {
  const dot = name.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  return `${cutTo(stem, longestNameBytes - Buffer.byteLength(ending) - roomForCountBytes)}_${count}${ending}`
}

/** A stranger's text as part of a name: the last part of a path, without what no name should hold. */
function safeText(text: string): string {
  const last = text.split(/[/\\]/).at(-1) ?? ''
  return last
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}<>:"|?*]/gu, '_')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '')
}

const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i

function safeName(text: string, id: string): string {
  const plain = safeText(text)
  const usable =
    plain === '' || reserved.test(plain) || plain.startsWith('~') ? `${id}_${plain}` : plain
  const dot = usable.lastIndexOf('.')
  const ending = dot > 0 && usable.length - dot <= 20 ? usable.slice(dot) : ''
  const stem = ending === '' ? usable : usable.slice(0, dot)
  return cutTo(stem, longestNameBytes - Buffer.byteLength(ending)) + ending
}

/** The beginning of a text within a maximum number of bytes, whole characters only. */
function cutTo(text: string, maximumBytes: number): string {
  let cut = text
  while (Buffer.byteLength(cut) > maximumBytes) cut = [...cut].slice(0, -1).join('')
  return cut
}

/** Date and time of a moment in a zone, as they stand in names. */
export function dateAndTime(
  atMs: number,
  zone: string,
): { readonly date: string; readonly time: string } {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(new Date(atMs))
  const [date = '', time = ''] = text.split(' ')
  return { date: date.replaceAll('-', ''), time: time.replaceAll(':', '') }
}

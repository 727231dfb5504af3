// Is the end of an XML document there? Decided by its first and last characters, without reading what is
// between.
//
// This much is sure: a complete document ends with the end tag of its root, with a root that closes itself,
// or with a comment or an instruction after the root; blanks, NULs and Ctrl-Z may fill the rest. A file that
// ends in another way is cut off, and a conforming parser says so. Where the root or the beginning of the
// last comment is not in sight, the result is unknown, unless the file ends in no markup at all. Searches
// only with `indexOf`, so that no text makes it slow. Pure.

export type XmlEnd = 'complete' | 'cut' | 'unknown'

export interface XmlEnds {
  readonly head: string
  readonly tail: string
  /** The head is the whole file. */
  readonly isWhole: boolean
}

type Root =
  | { readonly kind: 'found'; readonly name: string; readonly closesItself: boolean }
  /** After a prolog that is longer than the head. */
  | { readonly kind: 'out of sight' }
  /** The file ends before the root. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'no XML' }

export function xmlEnd({ head, tail, isWhole }: XmlEnds): XmlEnd {
  const root = rootOf(head, isWhole)
  if (root.kind === 'no XML') return 'unknown'
  if (root.kind === 'missing') return 'cut'
  return endsWith(tail, root, { left: maximumTries })
}

const passedOver: readonly (readonly [begin: string, end: string])[] = [
  ['<!--', '-->'],
  ['<?', '?>'],
]

/**
 * In HTML, end tags may be left out, so roots with these names, without a declaration, say nothing of the
 * end.
 */
const ofHtml: ReadonlySet<string> = new Set(
  'html head body meta script style p br hr div span img ul ol li h1 h2 h3 h4'.split(' '),
)

function rootOf(head: string, isWhole: boolean): Root {
  const endsHere: Root = { kind: isWhole ? 'missing' : 'out of sight' }
  let isDeclared = false
  for (let at = skipBlanks(head, 0); ; at = skipBlanks(head, at)) {
    if (at >= head.length) return endsHere
    if (head[at] !== '<') return { kind: 'no XML' }
    isDeclared ||= head.startsWith('<?xml', at)
    if (ofPrograms.some((begin) => head.startsWith(begin, at))) return { kind: 'no XML' }
    const end = passOver(head, at)
    if (end === null) return elementAt(head, at, { endsHere, isDeclared })
    if (end === 'html') return { kind: 'no XML' }
    if (end < 0) return endsHere
    at = end
  }
}

/** The beginnings of PHP, which no payment file has. */
const ofPrograms = ['<?php', '<?=']

/**
 * The end of a comment, an instruction or a DOCTYPE; -1 where its end is not in sight; null where it is
 * something else.
 */
function passOver(text: string, at: number): number | 'html' | null {
  const skip = passedOver.find(([begin]) => text.startsWith(begin, at))
  if (skip !== undefined) {
    const end = text.indexOf(skip[1], at + skip[0].length)
    return end < 0 ? -1 : end + skip[1].length
  }
  if (text.slice(at, at + 9).toUpperCase() !== '<!DOCTYPE') return null
  if (/^<!doctype\s+html/i.test(text.slice(at, at + 40))) return 'html'
  const close = text.indexOf('>', at)
  const subset = text.indexOf('[', at)
  if (close < 0 || subset < 0 || subset > close) return close < 0 ? -1 : close + 1
  const subsetEnd = text.indexOf(']', subset)
  const end = subsetEnd < 0 ? -1 : text.indexOf('>', subsetEnd)
  return end < 0 ? -1 : end + 1
}

function elementAt(
  head: string,
  at: number,
  { endsHere, isDeclared }: { readonly endsHere: Root; readonly isDeclared: boolean },
): Root {
  const tag = head.slice(at)
  if (begins('<!--', tag) || begins('<!DOCTYPE', tag.slice(0, 9).toUpperCase())) return endsHere
  const name = /^<([\p{L}_][\p{L}\p{N}_.:\-\u0080-\u00ff]*)/u.exec(tag)?.[1]
  if (name === undefined) return { kind: 'no XML' }
  if (!isDeclared && ofHtml.has(name.toLowerCase())) return { kind: 'no XML' }
  const attributes = /^(?:\s+[^\s=<>"']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*/.exec(
    tag.slice(1 + name.length),
  )
  const rest = tag.slice(1 + name.length + (attributes?.[0].length ?? 0))
  if (rest.startsWith('>')) return { kind: 'found', name, closesItself: false }
  if (rest.startsWith('/>')) return { kind: 'found', name, closesItself: true }
  // The tag goes on after the head; what is not an attribute is not XML.
  return mayGoOn(rest) ? endsHere : { kind: 'no XML' }
}

/** Whether the text ends too early but begins like this. */
function begins(what: string, text: string): boolean {
  return text.length < what.length && what.startsWith(text)
}

/** Whether this is an attribute whose end is missing. */
function mayGoOn(rest: string): boolean {
  if (rest === '' || rest === '/') return true
  const name = /^[^\s=<>"'/]+/.exec(rest)?.[0] ?? ''
  if (name === '') return false
  const sign = rest.slice(name.length).trimStart()
  if (sign === '') return true
  if (!sign.startsWith('=')) return false
  const value = sign.slice(1).trimStart()
  const quote = value.charAt(0)
  return (
    quote === '' ||
    ((quote === '"' || quote === "'") &&
      !/["'<]/.test(value.slice(1).replaceAll(quote === '"' ? "'" : '"', '')))
  )
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1
  return at
}

/** Blanks, marks at the beginning, NULs and Ctrl-Z that fill, and the line end of hosts. */
function isBlank(code: number): boolean {
  return (
    code <= 0x20 ||
    code === 0xfeff ||
    code === 0x85 ||
    code === 0xef ||
    code === 0xbb ||
    code === 0xbf
  )
}

function withoutPadding(text: string, from = text.length): string {
  let end = from
  while (end > 0 && isPadding(text.charCodeAt(end - 1))) end -= 1
  return text.slice(0, end)
}

function isPadding(code: number): boolean {
  return code <= 0x20 || code === 0x85
}

/** How many places are tried at which an instruction after the root may begin. */
const maximumTries = 32

function endsWith(tail: string, root: Root, tries: { left: number }): XmlEnd {
  let end = withoutPadding(tail)
  if (end === '') return onlyPadding(tail)
  while (end.endsWith('-->')) {
    const begin = end.lastIndexOf('<!--', end.length - 7)
    if (begin < 0) return 'unknown'
    end = withoutPadding(end, begin)
  }
  if (end === '') return 'unknown'
  if (end.endsWith('?>')) return instructionEnds(end, root, tries)
  if (!end.endsWith('>')) return 'cut'
  if (root.kind !== 'found') return 'unknown'
  if (root.closesItself) return 'complete'
  const tag = /^<\/([^\s<>/]+)\s*>$/.exec(end.slice(end.lastIndexOf('</')))?.[1]
  return tag === root.name ? 'complete' : 'cut'
}

/** Space that a server reserves for a file is filled with NULs. */
function onlyPadding(text: string): XmlEnd {
  return text !== '' && /^\0+$/.test(text) ? 'cut' : 'unknown'
}

/** An instruction may contain the beginning of another one: each place where it may begin is tried. */
function instructionEnds(end: string, root: Root, tries: { left: number }): XmlEnd {
  const earliest = end.lastIndexOf('?>', end.length - 3)
  // When it may begin before what is in sight, nothing is sure.
  let verdict: XmlEnd = earliest < 0 ? 'unknown' : 'cut'
  let begin = end.lastIndexOf('<?', end.length - 4)
  while (begin >= 0 && begin > earliest) {
    tries.left -= 1
    if (tries.left < 0) return 'unknown'
    const found = endsWith(end.slice(0, begin), root, tries)
    if (found === 'complete') return found
    if (found === 'unknown') verdict = 'unknown'
    begin = begin === 0 ? -1 : end.lastIndexOf('<?', begin - 1)
  }
  return verdict
}

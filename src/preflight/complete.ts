// Are the last bytes there? From head and tail alone, so that it costs nothing: the end tag of the root for
// XML, a whole closing record for CFONB. Catches every plain truncation; says nothing of the rest. Pure.

import { sniff } from './detect.ts'

export type Completeness =
  | { readonly kind: 'complete' }
  | { readonly kind: 'incomplete'; readonly why: string }
  /** No format that has an end of its own. */
  | { readonly kind: 'unknown' }

const closing: Readonly<Record<number, readonly string[]>> = {
  120: ['07'],
  160: ['08'],
  240: ['39', '08'],
  320: ['08'],
}

/** `head`: the first 64 KiB, `tail`: the last 4 KiB, both shorter where the file is. */
export function looksComplete(file: {
  readonly head: Uint8Array
  readonly tail: Uint8Array
  readonly sizeBytes: number
}): Completeness {
  const found = sniff(file.head, file.sizeBytes)
  switch (found.kind) {
    case 'empty':
      return { kind: 'incomplete', why: 'it is empty' }
    case 'xml':
      return xmlEnds(file.head, file.tail, file.sizeBytes)
    case 'cfonb':
      // Written by hosts and converters, in forms of their own: their end is left to the check.
      if (found.charset === 'ebcdic' || found.startsWithBom) return { kind: 'unknown' }
      return recordsEnd(file, found)
    case 'unknown':
      return { kind: 'unknown' }
  }
}

/** Scans with `indexOf` alone: a head may be made so that a search with a pattern takes seconds. */
function xmlEnds(head: Uint8Array, tail: Uint8Array, sizeBytes: number): Completeness {
  const wide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  const plain = (bytes: Uint8Array) =>
    String.fromCharCode(...(wide ? bytes.filter((byte) => byte !== 0) : bytes))
  const root = rootOf(characters(head, plain))
  const end = withoutTrailing(characters(tail, plain))
  // A prolog that is longer than the head hides the root: then any end tag will do.
  if (root === null && sizeBytes <= head.length)
    return { kind: 'incomplete', why: 'it has no element yet' }
  const tag = /^<\/([^\s<>]+)\s*>$/.exec(end.slice(end.lastIndexOf('</')))?.[1]
  const closes = tag !== undefined && (root === null || tag === root)
  return closes
    ? { kind: 'complete' }
    : { kind: 'incomplete', why: `its end tag </${(root ?? '').slice(0, 60)}> is not there` }
}

const passedOver: readonly (readonly [begin: string, end: string])[] = [
  ['<!--', '-->'],
  ['<?', '?>'],
]

/** The name of the first element; null while none is there. */
function rootOf(head: string): string | null {
  let at = head.indexOf('<')
  while (at >= 0) {
    const skip = passedOver.find(([begin]) => head.startsWith(begin, at))
    if (skip === undefined) {
      const name = /^<([A-Za-z_][\w.:-]*)/.exec(head.slice(at))?.[1]
      if (name !== undefined) return name
    }
    const over = skip === undefined ? at + 1 : head.indexOf(skip[1], at + skip[0].length)
    at = over < 0 ? -1 : head.indexOf('<', over)
  }
  return null
}

/** Without what may stand behind the root: blanks, comments, instructions. */
function withoutTrailing(tail: string): string {
  let end = withoutBlanks(tail, tail.length)
  for (;;) {
    const skip = passedOver.find(([, closing]) => tail.endsWith(closing, end))
    const begin = skip === undefined ? -1 : tail.lastIndexOf(skip[0], end - skip[1].length)
    if (begin < 0) return tail.slice(0, end)
    end = withoutBlanks(tail, begin)
  }
}

function withoutBlanks(text: string, end: number): number {
  let last = end
  while (last > 0 && /[\s\u001a]/.test(text.charAt(last - 1))) last -= 1
  return last
}

/** In pieces, because a call takes only so many arguments. */
function characters(bytes: Uint8Array, plain: (piece: Uint8Array) => string): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += plain(bytes.subarray(at, at + 8192))
  return text
}

function recordsEnd(
  { tail, sizeBytes }: { readonly tail: Uint8Array; readonly sizeBytes: number },
  { recordBytes, lineEnds }: { readonly recordBytes: number; readonly lineEnds: boolean },
): Completeness {
  let end = tail.length
  while (end > 0 && [0x0a, 0x0d, 0x1a].includes(tail[end - 1] ?? 0)) end -= 1
  let start = end
  if (lineEnds) while (start > 0 && tail[start - 1] !== 0x0a && tail[start - 1] !== 0x0d) start -= 1
  else start = end - ((sizeBytes - (tail.length - end)) % recordBytes || recordBytes)
  if (end - start !== recordBytes)
    return {
      kind: 'incomplete',
      why: `its last record has ${end - start} of ${recordBytes} characters`,
    }
  const code = String.fromCharCode(tail[start] ?? 0, tail[start + 1] ?? 0)
  const ends = closing[recordBytes]?.includes(code) ?? false
  return ends
    ? { kind: 'complete' }
    : { kind: 'incomplete', why: `its last record is a ${code}, not the closing one` }
}

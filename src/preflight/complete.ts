// A quick look at the first and last bytes of a file in a folder: is its end there? The result may delay a
// file, but decides nothing: the reader of the whole file does that (file-reader.ts).
//
//   complete   the end that the format requires is there.
//   cut        the end is surely missing: a reader of the whole file would say so too. Its writer may still
//              be writing.
//   unknown    the format has no end of its own, or the end cannot be judged from these bytes.
//
// Pure.

import { type CfonbLayout, cfonbLayout } from './cfonb/layout.ts'
import { cfonbEnd, charactersAround } from './cfonb/end.ts'
import { looksLikeXml, wideEncodingOf, type XmlCharacters, xmlCharacters } from './xml/encoding.ts'
import { xmlEnd } from './xml/end.ts'

export type Completeness = { readonly kind: 'complete' | 'cut' | 'unknown' }

export interface FileEnds {
  /** The first 64 KiB. */
  readonly head: Uint8Array
  /** The last 16 KiB; both are shorter when the file is. */
  readonly tail: Uint8Array
  readonly sizeBytes: number
}

export function looksComplete(file: FileEnds): Completeness {
  const isInSight = file.sizeBytes <= file.head.length
  return { kind: endOf(isInSight ? { ...file, tail: file.head } : file) }
}

function endOf(file: FileEnds): Completeness['kind'] {
  const { head, sizeBytes } = file
  // A server may reserve the space of a file, filled with NULs, before the bytes come.
  if (sizeBytes > 0 && isFull(0, file)) return 'cut'
  const cfonb = cfonbLayout(head, sizeBytes)
  if (cfonb?.knownBy === 'structure') return endOfCfonb(cfonb, file)
  return looksLikeXml(head) ? endOfXml(file) : 'unknown'
}

function isFull(byte: number, { head, tail }: FileEnds): boolean {
  return head.every((one) => one === byte) && tail.every((one) => one === byte)
}

function endOfCfonb(layout: CfonbLayout, file: FileEnds): Completeness['kind'] {
  const { sizeBytes } = file
  return cfonbEnd(layout, { ...charactersAround(layout, file), sizeBytes })
}

function endOfXml({ head, tail, sizeBytes }: FileEnds): Completeness['kind'] {
  const encoding: XmlCharacters = wideEncodingOf(head) ?? 'bytes'
  return xmlEnd({
    head: xmlCharacters(head, encoding, 0),
    tail: xmlCharacters(tail, encoding, sizeBytes - tail.length),
    isWhole: sizeBytes <= head.length,
  })
}

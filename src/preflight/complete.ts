// A quick look at the first and the last bytes of a file that lies in a folder: is its end there? It may
// delay a file, and decides nothing: that is for whoever reads the whole (file-reader.ts).
//
//   complete   the end that the format has is there.
//   cut        it is surely not there: a reader of the whole would say so too. Its writer may still be at it.
//   unknown    the format is none that has an end of its own, or its end cannot be judged from here.
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
  /** The last 16 KiB; both are shorter where the file is. */
  readonly tail: Uint8Array
  readonly sizeBytes: number
}

export function looksComplete(file: FileEnds): Completeness {
  const isInSight = file.sizeBytes <= file.head.length
  return { kind: endOf(isInSight ? { ...file, tail: file.head } : file) }
}

function endOf(file: FileEnds): Completeness['kind'] {
  const { head, sizeBytes } = file
  // A server sets the space of a file aside before its bytes come.
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

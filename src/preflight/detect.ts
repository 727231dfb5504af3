// The kind of a file, by the structure of its first bytes. Pure.

import { type CfonbLayout, cfonbLayout } from './cfonb/layout.ts'
import { type LooksLike, looksLike } from './looks-like.ts'
import { looksLikeXml } from './xml/encoding.ts'

export type Sniff =
  | { readonly kind: 'empty' }
  | { readonly kind: 'xml' }
  | CfonbLayout
  | {
      readonly kind: 'unknown'
      readonly looksLike: LooksLike
      /** What the file would be without what is before its first record. */
      readonly behind: CfonbLayout | null
    }

/** At most this many bytes are examined. */
export const sniffedBytes = 4 * 1024

/** `head`: the first bytes; `sniffedBytes` of them or more if the file is that long. */
export function sniff(head: Uint8Array, sizeBytes: number): Sniff {
  if (sizeBytes === 0 || head.every(isBlank)) return { kind: 'empty' }
  const cfonb = cfonbLayout(head, sizeBytes)
  const like = looksLike(head.subarray(0, sniffedBytes))
  if (cfonb !== null && (cfonb.before.kind === 'nothing' || cfonb.before.kind === 'mark'))
    return cfonb
  const isOther = like === 'html' || like.startsWith('xml-')
  if (looksLikeXml(head) && !isOther) return { kind: 'xml' }
  return { kind: 'unknown', looksLike: like, behind: cfonb }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x1a
}

// Which kind of file is this? From its first bytes, by structure. Pure.

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
      /** What it would be without what stands before its first record. */
      readonly behind: CfonbLayout | null
    }

/** As much of a file as is looked at, at most. */
export const sniffedBytes = 4 * 1024

/** `head`: the first bytes, `sniffedBytes` of them or more where the file has as many. */
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

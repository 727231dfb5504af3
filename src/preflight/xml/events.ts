// What a reading of XML reports, and its options. Types only.

import type { Finding } from '../finding.ts'

export interface XmlEvents {
  /** Local names from the root; valid during the call only. */
  open(path: readonly string[], attributes: Readonly<Record<string, string>>): void
  /** An element with text. */
  leaf(path: readonly string[], text: string, attributes: Readonly<Record<string, string>>): void
  close(path: readonly string[]): void
}

export interface XmlReader {
  push(chunk: Uint8Array): void
  /** The first thing that stopped the reading, or null when the document is whole. */
  finish(): Finding | null
  readonly namespace: string
  /** After `finish`: everything in the file could be read, and the end is missing. */
  readonly cut: XmlCut | null
  /** The local name; '' before the first element. */
  readonly root: string
  /** The first element in a Document; '' when there is none. */
  readonly child: string
  /** How many elements were opened. */
  readonly elements: number
}

export interface XmlCut {
  readonly line: number
  readonly column: number
  /** The innermost open element; '' outside of the root. */
  readonly open: string
}

export interface XmlOptions {
  /**
   * Accepts blanks before the declaration, control characters, NULs after the root, and bytes that do not fit
   * the encoding. An & that begins no reference counts as an &.
   */
  readonly tolerant?: boolean
}

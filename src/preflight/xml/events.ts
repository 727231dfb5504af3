// What a reading of XML tells, and what it is asked for. Types alone.

import type { Finding } from '../finding.ts'

export interface XmlEvents {
  /** Local names from the root; valid during the call only. */
  open(path: readonly string[], attributes: Readonly<Record<string, string>>): void
  /** An element that held text. */
  leaf(path: readonly string[], text: string, attributes: Readonly<Record<string, string>>): void
  close(path: readonly string[]): void
}

export interface XmlReader {
  push(chunk: Uint8Array): void
  /** The first thing that stopped the reading, or null when the document is whole. */
  finish(): Finding | null
  readonly namespace: string
  /** After `finish`: all that is there could be read, and the end is missing. */
  readonly cut: XmlCut | null
  /** Local name; '' while none was opened. */
  readonly root: string
  /** The first element in a Document; '' where there is none. */
  readonly child: string
  /** How many elements were opened. */
  readonly elements: number
}

export interface XmlCut {
  readonly line: number
  readonly column: number
  /** The innermost element that is open; '' outside of the root. */
  readonly open: string
}

export interface XmlOptions {
  /**
   * Passed over: blanks before the declaration, control characters, NULs behind the root, bytes that are not
   * in the encoding. An & that begins no reference is an &.
   */
  readonly tolerant?: boolean
}

// What is wrong with an XML file, and where: turns the words of a parser into something that helps the author
// of the file. A parser gets a file in pieces; the current piece and the end of the previous one are kept.
// Pure.

import { type Finding, refuse, shortened } from '../finding.ts'
import type { FindingPlace } from '../../wording/catalogue/file/findings.ts'
import { type Decoder, declaredEncoding } from './encoding.ts'

export interface ParserPlace {
  /** From 1. */
  readonly line: number
  /** How many characters of this line the parser took. */
  readonly column: number
  /** How many characters the parser took. */
  readonly position: number
}

/** How much of the previous piece is kept: no reference is longer. */
const keptLength = 400

/** Characters that no XML may contain. */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/
/** An & that begins no reference. */
const bareAmpersand = /&(?!(?:[A-Za-z_][\w.-]*|#\d+|#x[\da-fA-F]+);)/g

export class XmlFaults {
  private before = ''
  private piece = ''
  private at: ParserPlace = { line: 1, column: 0, position: 0 }

  /** To be called before the parser gets this piece. */
  begin(piece: string, { line, column, position }: ParserPlace): void {
    this.before = (this.before + this.piece).slice(-keptLength)
    this.piece = piece
    this.at = { line, column, position }
  }

  /** The finding for a message of the parser at this place. */
  say(message: string, position: number): Finding {
    if (/entity name/.test(message)) return this.ampersand(this.at.position - keptLength)
    const offset = position - this.at.position - 1
    if (/undefined entity|malformed character entity/.test(message))
      return this.reference(offset, /undefined/.test(message))
    const control = this.controlAt(offset)
    if (control !== null) return this.malformed('control character', control, offset)
    if (/declaration must be at the start/.test(message))
      return this.malformed('blank before declaration', '', offset)
    return this.malformed('other', shortened(message, 200), offset)
  }

  /** The finding for bytes that could not be decoded; null: there is no decoder for the declared encoding. */
  encoding(bytes: Uint8Array, decoder: Decoder | null, at: ParserPlace): Finding {
    const declared = decoder?.encoding ?? declaredEncoding(bytes)
    if (decoder === null) {
      const problem = declared.startsWith('utf-16') ? 'not utf-16' : 'unknown'
      return refuse('ENCODING', { kind: 'line', line: 1, column: 1 }, { declared, problem })
    }
    // Reads again, to find the first character that does not fit.
    const text = new TextDecoder(declared).decode(bytes)
    this.begin(text, at)
    const place = this.placeOf(text.indexOf('\ufffd'))
    return refuse('ENCODING', place, { declared, problem: 'bytes' })
  }

  /** `from`: everything before it, counted from the beginning of the file, is in order. */
  ampersand(from: number): Finding {
    const text = this.before + this.piece
    bareAmpersand.lastIndex = Math.max(0, from - this.at.position + this.before.length)
    const found = bareAmpersand.exec(text)?.index ?? text.lastIndexOf('&')
    const around = text.slice(Math.max(0, found - 15), found + 15).replace(/[\s<>]+/g, ' ')
    const place = this.placeOf(found - this.before.length)
    return refuse('BARE-AMPERSAND', place, { around: around.trim() })
  }

  /** The place of a character of the current piece, or of the previous one (offset below 0). */
  placeOf(offset: number): Extract<FindingPlace, { readonly kind: 'line' }> {
    const { line, column } = this.at
    const before = this.piece.slice(0, Math.max(0, offset))
    const lineEnds = before.match(/\r\n|\r|\n/g)?.length ?? 0
    const lastEnd = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r'))
    const inLine = lineEnds === 0 ? column + offset + 1 : offset - lastEnd
    return { kind: 'line', line: line + lineEnds, column: Math.max(1, inLine) }
  }

  private malformed(
    problem: 'entity' | 'control character' | 'blank before declaration' | 'other',
    what: string,
    offset: number,
  ): Finding {
    return refuse('NOT-WELL-FORMED', this.placeOf(offset), { problem, what })
  }

  private reference(offset: number, isName: boolean): Finding {
    const text = this.before + this.piece.slice(0, Math.max(0, offset + 1))
    const what = /&[^\s&;<]{0,60};?$/.exec(text.slice(-64))?.[0] ?? ''
    const problem = isName ? 'entity' : 'control character'
    return this.malformed(problem, what, offset + 1 - Math.max(1, what.length))
  }

  /** A control character that the parser took just now, or just before. */
  private controlAt(offset: number): string | null {
    const near = this.piece.slice(Math.max(0, offset - 1), Math.max(0, offset + 1))
    const character = forbidden.exec(near)?.[0]
    if (character === undefined) return null
    return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  }
}

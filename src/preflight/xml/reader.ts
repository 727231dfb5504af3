// A streaming XML reader with limits of its own, on top of saxes: elements with their path, text of leaves.
// A DOCTYPE stops it at once: no payment file has one, and entity bombs begin with it.
//
// Time is linear in the file and memory is bounded, whatever the file contains, because
//   - the first fault leaves saxes in the middle of its work, and nothing more is read;
//   - depth, attributes and declared namespaces are counted while a tag is still being read, before saxes
//     compares or looks up any of them;
//   - what saxes collects until it reports it (text, a comment, a name, a tag) is measured after each piece
//     that it gets (unreported.ts);
//   - everything that we keep ourselves has a maximum length and number.
//
// A tolerant reading accepts what old programs write and lenient banks take: see `XmlOptions`. Its limits are
// the same, and it refuses everything else that a strict reading refuses.

import { type SaxesAttributeNSIncomplete, SaxesParser, type SaxesTagNS } from 'saxes'
import { type Finding, type FindingCode, refuse } from '../finding.ts'
import type { ArgumentsOf } from '../../wording/catalogue.ts'
import { withoutXmlBlanks } from './blanks.ts'
import { XmlFaults } from './faults.ts'
import type { XmlCut, XmlEvents, XmlOptions, XmlReader } from './events.ts'
import { decoderFor, tolerantDecoderFor, type Decoder, wideEncodingOf } from './encoding.ts'
import { XmlMending } from './mending.ts'
import { Unreported } from './unreported.ts'

const deepest = 32
const maximumAttributes = 32
/** Declared by an element and all elements around it: saxes searches all of them for a prefix. */
const maximumNamespaces = 64
const longestName = 256
const longestValue = 16 * 1024
const longestText = 1024 * 1024
/** The size of the pieces for saxes, so that what it collects between two events is measured often enough. */
const pieceBytes = 16 * 1024

const none: Readonly<Record<string, string>> = {}

/** Thrown through saxes to leave it in the middle of a piece: after an error it would go on. */
const halt = new Error('The reading is over')

export function readXml(events: XmlEvents, options: XmlOptions = {}): XmlReader {
  return new Reading(events, options)
}

class Reading implements XmlReader {
  namespace = ''
  root = ''
  child = ''
  elements = 0
  cut: XmlCut | null = null
  private readonly events: XmlEvents
  private readonly parser = new SaxesParser({ xmlns: true })
  private readonly path: string[] = []
  private readonly attributes: Readonly<Record<string, string>>[] = []
  private text = ''
  private stopped: Finding | null = null
  private decoder: Decoder | null = null
  private held: Uint8Array = new Uint8Array(0)
  /** Attributes of the element that is being opened; namespaces of all open elements. */
  private attributesSeen = 0
  private namespacesSeen = 0
  private readonly namespacesAt: number[] = []
  private readonly since: Unreported
  /** null: a strict reading. */
  private readonly mending: XmlMending | null
  private rootIsClosed = false
  private readonly faults = new XmlFaults()
  /** Number of bytes read so far. */
  private bytes = 0
  private nuls: { fromByte: number; areTheRest: boolean } | null = null

  constructor(events: XmlEvents, { tolerant = false }: XmlOptions) {
    this.events = events
    this.mending = tolerant ? new XmlMending() : null
    const { parser } = this
    this.since = new Unreported(parser)
    parser.on('error', ({ message }) => this.fail(message.replace(/^\d+:\d+: /, '')))
    parser.on('doctype', () => this.stopForDoctype())
    parser.on('opentagstart', ({ name }) => this.beginTag(name))
    parser.on('attribute', (attribute) => this.takeAttribute(attribute))
    parser.on('opentag', (tag) => this.openTag(tag))
    // saxes reports a text after it took the next <.
    parser.on('text', (piece) => this.addText(piece, 1))
    parser.on('cdata', (piece) => this.addText(piece, 0))
    parser.on('closetag', () => this.close())
    for (const passedOver of ['comment', 'processinginstruction', 'xmldecl'] as const)
      parser.on(passedOver, () => this.since.reported())
  }

  push(chunk: Uint8Array): void {
    if (this.nuls !== null) this.nuls.areTheRest &&= isNul(chunk)
    if (this.stopped !== null) return
    const whole = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk])
    // The encoding is declared in the first bytes, which must be decoded together.
    const tooFew = this.decoder === null && whole.length < 256
    this.held = tooFew ? whole : new Uint8Array(0)
    if (!tooFew) this.take(whole)
  }

  finish(): Finding | null {
    this.take(this.held)
    if (this.nuls?.areTheRest === true && !this.rootIsClosed)
      return this.nulFinding('where its end should be')
    if (this.stopped !== null) return this.stopped
    // The column of the character that should follow.
    const { line } = this.parser
    const column = this.parser.column + 1
    const open = this.path.at(-1) ?? ''
    this.decode(new Uint8Array(0), true)
    const endsWithinCharacter = this.stopped !== null
    if (!endsWithinCharacter) this.untilHalted(() => this.parser.close())
    // Half a character after the root is not a missing end.
    if (this.stopped === null || (endsWithinCharacter && this.rootIsClosed)) return this.stopped
    this.cut = { line, column, open }
    return refuse('NOT-WELL-FORMED', { kind: 'line', line, column }, { problem: 'cut', what: open })
  }

  private take(bytes: Uint8Array): void {
    const isWide = (this.decoder?.encoding ?? wideEncodingOf(bytes) ?? '').startsWith('utf-16')
    const nul = isWide || this.mending !== null ? -1 : bytes.indexOf(0)
    this.decodeInPieces(nul < 0 ? bytes : bytes.subarray(0, nul))
    if (nul >= 0 && this.stopped === null) this.noteNul(nul, bytes.subarray(nul))
    this.bytes += bytes.length
  }

  private note(found: Finding): void {
    this.stopped ??= found
  }

  private noteNul(at: number, rest: Uint8Array): void {
    this.nuls = { fromByte: this.bytes + at + 1, areTheRest: isNul(rest) }
    this.note(this.nulFinding(this.rootIsClosed ? 'behind its end' : 'within'))
  }

  private nulFinding(where: 'within' | 'behind its end' | 'where its end should be'): Finding {
    return refuse('NUL', { kind: 'file' }, { fromByte: this.nuls?.fromByte ?? 0, where })
  }

  /** Only for callbacks of saxes. */
  private stop(found: Finding): never {
    this.note(found)
    throw halt
  }

  private stopFor<C extends FindingCode>(
    code: C,
    values: Omit<ArgumentsOf<C>, 'name' | 'place'>,
  ): never {
    return this.stop(refuse(code, { kind: 'line', line: this.parser.line, column: 0 }, values))
  }

  private fail(message: string): never {
    return this.stop(this.faults.say(message, this.parser.position))
  }

  private stopForDoctype(): never {
    return this.stop(refuse('DOCTYPE', { kind: 'line', line: this.parser.line, column: 1 }, {}))
  }

  private beginTag(name: string): void {
    this.since.reported()
    this.attributesSeen = 0
    this.namespacesAt.push(this.namespacesSeen)
    if (this.path.length >= deepest) this.stopFor('TOO-DEEP', { maximum: deepest })
    this.checkName(name)
  }

  /** Called while the tag is still open: saxes compares all attributes of a tag at its end. */
  private takeAttribute({ name, prefix, value }: SaxesAttributeNSIncomplete): void {
    this.since.reported()
    this.checkName(name)
    if (value.length > longestValue) this.stopFor('TOO-LONG', { what: 'attribute', maximum: null })
    this.attributesSeen += 1
    if (this.attributesSeen > maximumAttributes)
      this.stopFor('TOO-MANY-ATTRIBUTES', { maximum: maximumAttributes })
    if (prefix !== 'xmlns' && name !== 'xmlns') return
    this.namespacesSeen += 1
    if (this.namespacesSeen > maximumNamespaces)
      this.stopFor('TOO-MANY-NAMESPACES', { maximum: maximumNamespaces })
  }

  private checkName(name: string): void {
    if (name.length > longestName) this.stopFor('TOO-LONG', { what: 'name', maximum: longestName })
  }

  private openTag(tag: SaxesTagNS): void {
    this.since.reported()
    const own = this.attributesSeen === 0 ? none : valuesOf(tag)
    if (this.namespace === '' && tag.local === 'Document') this.namespace = tag.uri
    if (this.root === '') this.root = tag.local
    if (this.child === '' && this.path.at(-1) === 'Document') this.child = tag.local
    this.elements += 1
    this.path.push(tag.local)
    this.attributes.push(own)
    this.text = ''
    this.events.open(this.path, own)
  }

  private addText(piece: string, ahead: number): void {
    this.since.reported(ahead)
    this.text += piece
    if (this.text.length > longestText) this.stopFor('TOO-LONG', { what: 'text', maximum: null })
  }

  private close(): void {
    this.since.reported()
    const text = withoutXmlBlanks(this.text)
    if (text !== '') this.events.leaf(this.path, text, this.attributes.at(-1) ?? {})
    this.events.close(this.path)
    this.path.pop()
    this.attributes.pop()
    this.rootIsClosed ||= this.path.length === 0
    this.namespacesSeen = this.namespacesAt.pop() ?? 0
    this.text = ''
  }

  private decodeInPieces(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && this.stopped === null; at += pieceBytes)
      this.decode(bytes.subarray(at, at + pieceBytes), false)
  }

  private decode(bytes: Uint8Array, last: boolean): void {
    if (this.stopped !== null) return
    const decoded = this.decoded(bytes, last)
    if (decoded === null) return
    const { mending } = this
    if (mending === null) this.untilHalted(() => this.feed(decoded))
    else this.untilHalted(() => this.feedMended(mending, decoded, last))
  }

  /** NULs after the root fill a block; before its end they are damage. */
  private feedMended(mending: XmlMending, decoded: string, last: boolean): void {
    const nul = decoded.indexOf('\u0000')
    if (nul >= 0) {
      this.feed(mending.mend(decoded.slice(0, nul), false))
      if (!this.rootIsClosed) return this.noteNul(nul, new Uint8Array(0))
    }
    const rest = nul < 0 ? decoded : decoded.slice(nul)
    // The decoder replaces half a character at the end: a single byte after a text of two bytes for each
    // character.
    const known = last && this.rootIsClosed ? rest.replaceAll('\ufffd', '') : rest
    const mended = mending.mend(known, last)
    if (!this.rootIsClosed || mended.trim() !== '') this.feed(mended)
  }

  private decoded(bytes: Uint8Array, last: boolean): string | null {
    try {
      this.decoder ??= this.mending === null ? decoderFor(bytes) : tolerantDecoderFor(bytes)
      return this.decoder.decode(bytes, { stream: !last })
    } catch {
      this.note(this.faults.encoding(bytes, this.decoder, this.parser))
      return null
    }
  }

  private untilHalted(work: () => void): void {
    try {
      work()
    } catch (error) {
      if (error !== halt) throw error
    }
  }

  private feed(decoded: string): void {
    this.faults.begin(decoded, this.parser)
    if (this.parser.position === 0 && decoded.startsWith('\ufeff'))
      this.stop(refuse('NOT-WELL-FORMED', { kind: 'file' }, { problem: 'two marks', what: '' }))
    this.parser.write(decoded)
    this.since.wrote(decoded)
    // saxes reports these at their end, which may never come.
    if (this.since.isDoctype) this.stopForDoctype()
    if (this.since.hasBareAmpersand) this.stop(this.faults.ampersand(this.since.reportedAt))
    if (this.since.length > longestText) this.stopFor('TOO-LONG', { what: 'markup', maximum: null })
  }
}

function isNul(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}

function valuesOf({ attributes }: SaxesTagNS): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value]))
}

// A streaming XML reader with bounds of its own, over saxes: elements with their path, text of leaves.
// A DOCTYPE stops it at once: no payment file has one, and entity bombs begin with it.

import { SaxesParser } from 'saxes'
import { block, type Finding } from './finding.ts'

export interface XmlEvents {
  /** Local names from the root; valid during the call only. */
  open(path: readonly string[], attributes: Readonly<Record<string, string>>): void
  /** An element that held text. */
  leaf(path: readonly string[], text: string, attributes: Readonly<Record<string, string>>): void
  close(path: readonly string[]): void
}

const deepest = 32
const longestText = 1024 * 1024
const mostAttributes = 32

export interface XmlReader {
  push(chunk: Uint8Array): void
  /** The first thing that stopped the reading, or null when the document is whole. */
  finish(): Finding | null
  readonly namespace: string
}

export function readXml(events: XmlEvents): XmlReader {
  return new Reading(events)
}

class Reading implements XmlReader {
  namespace = ''
  private readonly events: XmlEvents
  private readonly parser = new SaxesParser({ xmlns: true })
  private readonly path: string[] = []
  private readonly attributes: Record<string, string>[] = []
  private text = ''
  private stopped: Finding | null = null
  private decoder: InstanceType<typeof TextDecoder> | null = null
  private held: Uint8Array = new Uint8Array(0)
  private ampersand = ''

  constructor(events: XmlEvents) {
    this.events = events
    const { parser } = this
    parser.on('error', (error) =>
      this.stop(
        'NOT-WELL-FORMED',
        `it is not well-formed XML (${error.message.replace(/^\d+:\d+: /, '')})`,
      ),
    )
    parser.on('doctype', () => this.stop('DOCTYPE', 'it has a DOCTYPE, which no payment file has'))
    parser.on('opentag', (tag) => {
      const own = Object.fromEntries(
        Object.entries(tag.attributes).map(([name, attribute]) => [name, attribute.value]),
      )
      if (this.namespace === '' && tag.local === 'Document') this.namespace = tag.uri
      this.open(tag.local, own)
    })
    parser.on('text', (piece) => this.addText(piece))
    parser.on('cdata', (piece) => this.addText(piece))
    parser.on('closetag', () => this.close())
  }

  push(chunk: Uint8Array): void {
    if (this.stopped !== null) return
    const wide =
      isWide(this.held.length > 0 ? this.held : chunk) ||
      this.decoder?.encoding.startsWith('utf-16') === true
    if (chunk.includes(0) && !wide) {
      return this.stop(
        'NUL',
        'it holds NUL bytes: a power cut or a full disk leaves files like this',
      )
    }
    const whole = this.held.length === 0 ? chunk : joinBytes(this.held, chunk)
    // The encoding is declared within the first bytes: they must be there together.
    const tooFew = this.decoder === null && whole.length < 256
    this.held = tooFew ? whole : new Uint8Array(0)
    if (!tooFew) this.decode(whole, false)
  }

  finish(): Finding | null {
    if (this.stopped === null) this.decode(this.held, true)
    if (this.stopped === null) this.parser.close()
    return this.stopped
  }

  private stop(code: string, said: string): void {
    this.stopped ??= block(code, `line ${this.parser.line}`, said)
  }

  private open(name: string, own: Record<string, string>): void {
    this.path.push(name)
    this.attributes.push(own)
    this.text = ''
    if (this.path.length > deepest)
      this.stop('TOO-DEEP', `its elements are nested more than ${deepest} deep`)
    if (Object.keys(own).length > mostAttributes)
      this.stop('TOO-MANY-ATTRIBUTES', `an element has more than ${mostAttributes} attributes`)
    if (this.stopped === null) this.events.open(this.path, own)
  }

  private addText(piece: string): void {
    this.text += piece
    if (this.text.length > longestText)
      this.stop('TOO-LONG', 'a text is longer than any in a payment file')
  }

  private close(): void {
    const text = this.text.trim()
    if (this.stopped === null && text !== '')
      this.events.leaf(this.path, text, this.attributes.at(-1) ?? {})
    if (this.stopped === null) this.events.close(this.path)
    this.path.pop()
    this.attributes.pop()
    this.text = ''
  }

  private decode(chunk: Uint8Array, last: boolean): void {
    try {
      this.decoder ??= decoderFor(chunk)
      this.feed(this.decoder.decode(chunk, { stream: !last }))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.stop('ENCODING', `its bytes are not in the encoding that it declares (${why})`)
    }
  }

  private feed(decoded: string): void {
    // After a bare ampersand saxes waits for a semicolon far away: a reference is never that long.
    const joined = this.ampersand + decoded
    if (/&[^;]{12}/.test(joined))
      this.stop('BARE-AMPERSAND', 'it holds a bare & where &amp; is needed')
    const last = joined.lastIndexOf('&')
    this.ampersand =
      last >= 0 && !joined.slice(last).includes(';') ? joined.slice(last, last + 12) : ''
    if (this.stopped === null) this.parser.write(decoded)
  }
}

function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}

function isWide(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
}

/** From the byte order mark, or the declaration in the first bytes. Throws for an encoding nobody knows. */
function decoderFor(head: Uint8Array): InstanceType<typeof TextDecoder> {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le', { fatal: true })
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be', { fatal: true })
  const declared = /encoding\s*=\s*["']([\w.:-]+)["']/.exec(
    String.fromCharCode(...head.subarray(0, 200)),
  )?.[1]
  const label = declared?.toLowerCase() ?? 'utf-8'
  if (label.startsWith('utf-16')) throw new Error('it says UTF-16 and is not')
  return new TextDecoder(label, { fatal: true })
}

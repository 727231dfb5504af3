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
  const path: string[] = []
  const attributes: Record<string, string>[] = []
  let text = ''
  let stopped: Finding | null = null
  let namespace = ''
  let decoder: InstanceType<typeof TextDecoder> | null = null
  let held: Uint8Array = new Uint8Array(0)
  let ampersand = ''

  const stop = (code: string, said: string) => {
    stopped ??= block(code, `line ${parser.line}`, said)
  }
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) =>
    stop(
      'NOT-WELL-FORMED',
      `it is not well-formed XML (${error.message.replace(/^\d+:\d+: /, '')})`,
    ),
  )
  parser.on('doctype', () => stop('DOCTYPE', 'it has a DOCTYPE, which no payment file has'))
  parser.on('opentag', (tag) => {
    path.push(tag.local)
    const own = Object.fromEntries(
      Object.entries(tag.attributes).map(([name, attribute]) => [name, attribute.value]),
    )
    attributes.push(own)
    text = ''
    if (namespace === '' && tag.local === 'Document') namespace = tag.uri
    if (path.length > deepest) stop('TOO-DEEP', `its elements are nested more than ${deepest} deep`)
    if (Object.keys(own).length > mostAttributes)
      stop('TOO-MANY-ATTRIBUTES', `an element has more than ${mostAttributes} attributes`)
    if (stopped === null) events.open(path, own)
  })
  const addText = (piece: string) => {
    text += piece
    if (text.length > longestText) stop('TOO-LONG', 'a text is longer than any in a payment file')
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    if (stopped === null && text.trim() !== '')
      events.leaf(path, text.trim(), attributes.at(-1) ?? {})
    if (stopped === null) events.close(path)
    path.pop()
    attributes.pop()
    text = ''
  })

  const feed = (decoded: string) => {
    // After a bare ampersand saxes waits for a semicolon far away: a reference is never that long.
    const joined = ampersand + decoded
    if (/&[^;]{12}/.test(joined)) stop('BARE-AMPERSAND', 'it holds a bare & where &amp; is needed')
    const last = joined.lastIndexOf('&')
    ampersand = last >= 0 && !joined.slice(last).includes(';') ? joined.slice(last, last + 12) : ''
    if (stopped === null) parser.write(decoded)
  }
  const decode = (chunk: Uint8Array, last: boolean) => {
    try {
      decoder ??= decoderFor(chunk)
      feed(decoder.decode(chunk, { stream: !last }))
    } catch (error) {
      stop(
        'ENCODING',
        `its bytes are not in the encoding that it declares (${error instanceof Error ? error.message : String(error)})`,
      )
    }
  }
  return {
    get namespace() {
      return namespace
    },
    push(chunk) {
      if (stopped !== null) return
      if (
        chunk.includes(0) &&
        !isWide(held.length > 0 ? held : chunk) &&
        decoder?.encoding.startsWith('utf-16') !== true
      ) {
        return stop('NUL', 'it holds NUL bytes: a power cut or a full disk leaves files like this')
      }
      if (decoder === null && held.length + chunk.length < 256) {
        held = joinBytes(held, chunk)
        return
      }
      const whole = held.length === 0 ? chunk : joinBytes(held, chunk)
      held = new Uint8Array(0)
      decode(whole, false)
    },
    finish() {
      if (stopped === null) decode(held, true)
      if (stopped === null) parser.close()
      return stopped
    },
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

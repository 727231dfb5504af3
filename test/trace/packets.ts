// Captures built by hand: TCP segments with their IP and link headers, pcap and pcapng files around them, and
// what `trace` says of them. Headers after RFC 791, 8200, 9293 and the pcap drafts of the IETF.

import { CaptureReader, type CaptureReport } from '../../src/trace/tcp/capture.ts'
import { closingLines, faultSentence } from '../../src/trace/report/closing.ts'
import { Conversations } from '../../src/trace/conversation/follow.ts'
import { PageReporter } from '../../src/trace/report/for-people.ts'
import { JsonReporter } from '../../src/trace/report/for-programs.ts'
import { fromHex, joined, loadHex } from '../helpers/hex.ts'

export const dayMs = Date.UTC(2026, 10, 24, 9, 42, 7) // 10:42:07 in Paris
const plain = (text: string) => text
const paint = {
  bold: plain,
  dim: plain,
  trouble: plain,
  odd: plain,
  outgoing: plain,
  incoming: plain,
}

export interface Shown {
  readonly text: string
  /** Its words alone, wherever lines were broken. */
  readonly flat: string
  readonly lines: readonly string[]
  readonly closing: readonly string[]
  readonly fault: string | null
  readonly report: CaptureReport
  /** Of conversations. */
  readonly count: number
}

export interface ShowOptions {
  readonly columns?: number
  readonly chunkBytes?: number
  readonly port?: number
  readonly only?: number
  readonly maximumWaitingEntries?: number
}

/** What a person is shown of a file. */
export function show(file: Uint8Array, options: ShowOptions = {}): Shown {
  const lines: string[] = []
  const { columns, maximumWaitingEntries } = options
  const reporter = new PageReporter((line) => lines.push(line), {
    zone: 'Europe/Paris',
    paint,
    ...(columns === undefined ? {} : { columns }),
    ...(maximumWaitingEntries === undefined ? {} : { maximumWaitingEntries }),
  })
  const conversations = new Conversations(reporter, options.only ?? null)
  const report = read(file, conversations, options)
  return {
    text: lines.join('\n'),
    flat: lines.join(' ').replace(/\s+/g, ' '),
    lines,
    closing: closingLines(report, conversations.count),
    fault: faultSentence(report),
    report,
    count: conversations.count,
  }
}

/** What a program is shown. */
export function objects(file: Uint8Array): readonly Readonly<Record<string, unknown>>[] {
  const lines: string[] = []
  const reporter = new JsonReporter((line) => lines.push(line))
  read(file, new Conversations(reporter, null), {})
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

function read(
  file: Uint8Array,
  conversations: Conversations,
  { chunkBytes = 65_536, port }: ShowOptions,
): CaptureReport {
  const reader = new CaptureReader(port ?? null, (about) => conversations.open(about))
  for (let at = 0; at < file.length && !reader.isOver; at += chunkBytes)
    reader.push(file.slice(at, at + chunkBytes))
  return reader.end()
}

export interface CapturedPacket {
  readonly atMs: number
  /** From the IP header on. */
  readonly ip: Uint8Array
  /** How many of its bytes the capture kept. */
  readonly keptBytes?: number
}

const flag = { fin: 0x01, syn: 0x02, reset: 0x04, push: 0x08, ack: 0x10 } as const

export interface End {
  /** Four numbers, or eight groups. */
  readonly address: string
  readonly port: number
}

export const caller: End = { address: '10.0.0.5', port: 40_001 }
export const bank: End = { address: '192.0.2.10', port: 6502 }

export function tcpPacket(
  [from, to]: readonly [End, End],
  segment: {
    readonly sequence: number
    readonly acknowledgement?: number
    readonly flags: number
    readonly payload?: Uint8Array
  },
): Uint8Array {
  const { sequence, acknowledgement = 0, flags, payload = new Uint8Array(0) } = segment
  const tcp = joined([
    number(from.port, 2),
    number(to.port, 2),
    number(sequence, 4),
    number(acknowledgement, 4),
    Uint8Array.of(0x50, flags, 0xff, 0xff, 0, 0, 0, 0),
    payload,
  ])
  return from.address.includes(':') ? six(from, to, tcp) : four(from, to, tcp)
}

function four(from: End, to: End, body: Uint8Array): Uint8Array {
  return joined([
    Uint8Array.of(0x45, 0),
    number(20 + body.length, 2),
    Uint8Array.of(0, 1, 0x40, 0, 64, 6, 0, 0),
    Uint8Array.from(from.address.split('.').map(Number)),
    Uint8Array.from(to.address.split('.').map(Number)),
    body,
  ])
}

function six(from: End, to: End, body: Uint8Array): Uint8Array {
  const groups = ({ address }: End) =>
    joined(address.split(':').map((group) => number(Number.parseInt(group, 16), 2)))
  return joined([
    Uint8Array.of(0x60, 0, 0, 0),
    number(body.length, 2),
    Uint8Array.of(6, 64),
    groups(from),
    groups(to),
    body,
  ])
}

export function number(value: number, bytes: number, littleEndian = false): Uint8Array {
  const big = Array.from({ length: bytes }, (_, index) => {
    const shift = 256 ** (bytes - 1 - index)
    return Math.floor(value / shift) % 256
  })
  return Uint8Array.from(littleEndian ? big.reverse() : big)
}

/** One TCP connection, packet by packet; the sequence numbers of both sides are kept. */
export class Dialogue {
  readonly packets: CapturedPacket[] = []
  atMs: number
  private readonly ends: readonly [End, End]
  private readonly sequence: [number, number]

  constructor(
    ends: readonly [End, End] = [caller, bank],
    options: { readonly atMs?: number; readonly sequence?: readonly [number, number] } = {},
  ) {
    this.ends = ends
    this.atMs = options.atMs ?? dayMs
    this.sequence = [...(options.sequence ?? [1000, 5_000_000])]
  }

  open(): this {
    this.send(0, flag.syn)
    this.sequence[0] += 1
    this.send(1, flag.syn | flag.ack)
    this.sequence[1] += 1
    return this.send(0, flag.ack)
  }

  /** What `side` writes, in segments of at most so many bytes. */
  say(side: 0 | 1, bytes: Uint8Array, segmentBytes = 1460): this {
    for (let at = 0; at < bytes.length; at += segmentBytes) {
      const payload = bytes.slice(at, at + segmentBytes)
      this.send(side, flag.ack | flag.push, payload)
      this.sequence[side] = (this.sequence[side] + payload.length) >>> 0
    }
    return this
  }

  acknowledge(side: 0 | 1): this {
    return this.send(side, flag.ack)
  }

  close(first: 0 | 1 = 0): this {
    for (const side of [first, first === 0 ? 1 : 0] as const) {
      this.send(side, flag.fin | flag.ack)
      this.sequence[side] += 1
    }
    return this.send(first, flag.ack)
  }

  reset(side: 0 | 1): this {
    return this.send(side, flag.reset)
  }

  wait(ms: number): this {
    this.atMs += ms
    return this
  }

  private send(side: 0 | 1, flags: number, payload = new Uint8Array(0)): this {
    const ends = side === 0 ? this.ends : ([this.ends[1], this.ends[0]] as const)
    const [sequence, acknowledgement] = [this.sequence[side], this.sequence[side === 0 ? 1 : 0]]
    this.packets.push({
      atMs: this.atMs,
      ip: tcpPacket(ends, { sequence, acknowledgement, flags, payload }),
    })
    this.atMs += 1
    return this
  }
}

export const link = {
  null: 0,
  ethernet: 1,
  raw: 101,
  loop: 108,
  cooked: 113,
  cooked2: 276,
} as const

/** The link header before an IP packet. */
export function linkHeader(
  linkType: number,
  ip: Uint8Array,
  tags: readonly number[] = [],
): Uint8Array {
  const isSix = (ip[0] ?? 0) >> 4 === 6
  const etherType = number(isSix ? 0x86dd : 0x0800, 2)
  switch (linkType) {
    case link.ethernet:
      return joined([
        new Uint8Array(12).fill(2),
        ...tags.map((tag) => joined([number(tag, 2), number(17, 2)])),
        etherType,
      ])
    case link.cooked:
      return joined([fromHex('0000 0001 0006 020202020202 0000'), etherType])
    case link.cooked2:
      return joined([etherType, fromHex('0000 00000002 0001 00 06 0202020202020000')])
    case link.null:
      return isSix ? fromHex('1E000000') : fromHex('02000000')
    case link.loop:
      return isSix ? fromHex('0000001E') : fromHex('00000002')
    default:
      return new Uint8Array(0)
  }
}

export interface FileForm {
  readonly linkType?: number
  readonly littleEndian?: boolean
  readonly nanoseconds?: boolean
  readonly tags?: readonly number[]
  /** Bytes that the network adds behind short packets. */
  readonly padding?: number
}

export function pcap(packets: readonly CapturedPacket[], form: FileForm = {}): Uint8Array {
  const { linkType = link.ethernet, littleEndian = true, nanoseconds = false } = form
  const word = (value: number, bytes = 4) => number(value, bytes, littleEndian)
  const header = [
    word(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4),
    word(2, 2),
    word(4, 2),
    word(0),
    word(0),
    word(262_144),
    word(linkType),
  ]
  const records = packets.map((packet) => {
    const { whole, kept } = framed(packet, form, linkType)
    const fraction = (packet.atMs % 1000) * (nanoseconds ? 1e6 : 1e3)
    return joined([
      word(Math.floor(packet.atMs / 1000)),
      word(Math.round(fraction)),
      word(kept.length),
      word(whole.length),
      kept,
    ])
  })
  return joined([...header, ...records])
}

function framed({ ip, keptBytes }: CapturedPacket, form: FileForm, linkType: number) {
  const whole = joined([
    linkHeader(linkType, ip, form.tags),
    ip,
    new Uint8Array(form.padding ?? 0).fill(0x55),
  ])
  return { whole, kept: keptBytes === undefined ? whole : whole.slice(0, keptBytes) }
}

export function pcapng(packets: readonly CapturedPacket[], form: FileForm = {}): Uint8Array {
  const { linkType = link.ethernet, littleEndian = true, nanoseconds = false } = form
  const word = (value: number, bytes = 4) => number(value, bytes, littleEndian)
  const resolution = nanoseconds ? [word(9, 2), word(1, 2), fromHex('09000000'), word(0)] : []
  return joined([
    block(
      0x0a0d0d0a,
      [word(0x1a2b3c4d), word(1, 2), word(0, 2), fromHex('FFFFFFFFFFFFFFFF')],
      word,
    ),
    block(1, [word(linkType, 2), word(0, 2), word(262_144), ...resolution], word),
    // A block of an unknown kind: skipped.
    block(0x0bad, [fromHex('01020304')], word),
    ...packets.map((packet) => {
      const { whole, kept } = framed(packet, form, linkType)
      const ticks = packet.atMs * (nanoseconds ? 1e6 : 1e3)
      return block(
        6,
        [
          word(0),
          word(Math.floor(ticks / 2 ** 32)),
          word(ticks % 2 ** 32),
          word(kept.length),
          word(whole.length),
          kept,
          new Uint8Array((4 - (kept.length % 4)) % 4),
        ],
        word,
      )
    }),
  ])
}

export function block(
  type: number,
  body: readonly Uint8Array[],
  word: (value: number, bytes?: number) => Uint8Array,
): Uint8Array {
  const sizeBytes = 12 + body.reduce((sum, part) => sum + part.length, 0)
  return joined([word(type), word(sizeBytes), ...body, word(sizeBytes)])
}

/** FPDUs written by hand beside the specification. */
export function fpdu(file: string, title: string): Uint8Array {
  const found = loadHex(file).find((example) => example.title === title)
  if (found === undefined) throw new Error(`no example ${title} in ${file}.hex`)
  return found.bytes
}

/** With the two bytes of its length before it. */
export function prefixed(...entity: readonly Uint8Array[]): Uint8Array {
  const bytes = joined(entity)
  return joined([number(bytes.length, 2), bytes])
}

/** A data FPDU of one bare article. */
export function dtf(body: Uint8Array, dst = 0x61): Uint8Array {
  return joined([number(body.length + 6, 2), Uint8Array.of(0, 0, dst, 0), body])
}

const article = (letter: number) => new Uint8Array(512).fill(letter)

/** The send of PeSIT E's example (three articles of 512 bytes): who says which entity. */
export function sendExample(): readonly (readonly [0 | 1, Uint8Array])[] {
  const send = (title: string) => fpdu('send', title)
  const connection = (title: string) => fpdu('connection', title)
  return [
    [0, connection('CONNECT')],
    [1, connection('ACONNECT')],
    [0, send('CREATE')],
    [1, send('ACK(CREATE)')],
    [0, send('ORF')],
    [1, send('ACK(ORF)')],
    [0, send('WRITE')],
    [1, send('ACK(WRITE)')],
    [0, joined([dtf(article(0x41)), dtf(article(0x42)), send('SYN')])],
    [1, send('ACK(SYN)')],
    [0, joined([dtf(article(0x43)), send('DTF.END')])],
    [0, send('TRANS.END')],
    [1, send('ACK(TRANS.END)')],
    [0, send('CRF')],
    [1, send('ACK(CRF)')],
    [0, send('DESELECT')],
    [1, send('ACK(DESELECT)')],
    [0, connection('RELEASE')],
    [1, connection('RELCONF')],
  ]
}

/** It as TCP would carry it. */
export function sendDialogue(ends?: readonly [End, End], segmentBytes?: number): Dialogue {
  const dialogue = new Dialogue(ends).open()
  for (const [side, entity] of sendExample()) dialogue.say(side, prefixed(entity), segmentBytes)
  return dialogue.close()
}

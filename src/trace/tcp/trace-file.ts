// Our own trace file (pesit-socket/trace-file.ts writes it), line by line. An invalid line is reported and
// skipped.

import { traceFileHeader } from '../../pesit-socket/trace-file.ts'
import type { DirectionCounts } from './direction.ts'
import type { About, ConnectionEnd, Follower } from './connection.ts'

export interface LineFault {
  readonly line: number
  readonly offset: number
  readonly what: string
}

/** An entity of 64 KB in hex, with room for the marks of what was left out. */
const maximumLineCharacters = 512 * 1024
const maximumEntityBytes = 65_537
const maximumConnections = 1000
const maximumFaults = 10
const noCounts: DirectionCounts = { retransmitted: 0, outOfOrder: 0, holes: 0, missingBytes: 0 }

interface Open {
  readonly follower: Follower
  lastAtMs: number
}

export class TraceFileReader {
  /** The first ones. */
  readonly faults: LineFault[] = []
  wrongLines = 0
  lines = 0
  private readonly openConversation: (about: About) => Follower
  private readonly decoder = new TextDecoder()
  private readonly open = new Map<string, Open>()
  private rest = ''
  private isOverlong = false
  private offset = 0

  constructor(open: (about: About) => Follower) {
    this.openConversation = open
  }

  push(chunk: Uint8Array): void {
    this.take(this.decoder.decode(chunk, { stream: true }))
  }

  end(): void {
    this.take(this.decoder.decode())
    if (this.rest !== '') this.take('\n')
    for (const number of [...this.open.keys()]) this.close(number, { kind: 'open', words: null })
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop() ?? ''
    for (const line of lines) this.line(line)
    if (this.rest.length <= maximumLineCharacters) return
    // Not kept: the line is wrong however it goes on.
    this.isOverlong = true
    this.offset += this.rest.length
    this.rest = ''
  }

  private line(line: string): void {
    this.lines += 1
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    if (this.isOverlong) this.wrong('it is longer than any entity')
    else if (this.lines > 1 && text !== '' && !text.startsWith('#')) this.read(text)
    else if (this.lines === 1 && text !== traceFileHeader) this.wrong('it is not the header')
    this.isOverlong = false
    this.offset += line.length + 1
  }

  private wrong(what: string): void {
    this.wrongLines += 1
    if (this.faults.length < maximumFaults)
      this.faults.push({ line: this.lines, offset: this.offset, what })
  }

  private read(text: string): void {
    const [, time = '', number = '', verb = '', rest = ''] =
      /^(\S{1,40}) (\d{1,9}) (call|end|[<>])(?: (.*))?$/.exec(text) ?? []
    const atMs = Date.parse(time)
    if (verb === '') return this.wrong('it is no line of a trace')
    if (!/^\d{4}-\d\d-\d\dT/.test(time) || Number.isNaN(atMs))
      return this.wrong('its time cannot be read')
    if (verb === 'call') return this.call(number, rest, atMs)
    if (verb === 'end') return this.close(number, { kind: 'closed', words: rest, atMs })
    const from = verb === '>' ? 0 : 1
    const open = this.open.get(number) ?? this.begin(number, ['?', '?'], { atMs, hasStart: false })
    open.lastAtMs = atMs
    if (rest === '?')
      return open.follower.lost(from, { passedBytes: 0, missingBytes: null, atMs, isLast: true })
    const bytes = bytesOf(rest)
    if (bytes === null) return this.wrong('its bytes cannot be read')
    open.follower.entity(from, bytes, { atMs, holes: [] })
  }

  private call(number: string, rest: string, atMs: number): void {
    const [, caller, called] = /^([\w.:[\]%-]{1,300}) ([\w.:[\]%-]{1,300})$/.exec(rest) ?? []
    if (caller === undefined || called === undefined)
      return this.wrong('it does not say who calls whom')
    this.close(number, { kind: 'replaced', words: null })
    this.begin(number, [caller, called], { atMs, hasStart: true })
  }

  private begin(
    number: string,
    ends: readonly [string, string],
    { atMs, hasStart }: { atMs: number; hasStart: boolean },
  ): Open {
    const [oldest] = this.open.keys()
    if (this.open.size >= maximumConnections && oldest !== undefined)
      this.close(oldest, { kind: 'dropped', words: null })
    const follower = this.openConversation({ ends, startedAtMs: atMs, hasStart, wire: null })
    const open = { follower, lastAtMs: atMs }
    this.open.set(number, open)
    return open
  }

  private close(
    number: string,
    how: { kind: ConnectionEnd['kind']; words: string | null; atMs?: number },
  ): void {
    const open = this.open.get(number)
    if (open === undefined) return
    this.open.delete(number)
    const { kind, words, atMs = open.lastAtMs } = how
    open.follower.ended({ kind, by: null, words, atMs, counts: noCounts })
  }
}

/** Null: no hex, or more than an entity. */
function bytesOf(text: string): Uint8Array | null {
  const bytes = new Uint8Array(maximumEntityBytes)
  let at = 0
  for (const token of text.split(' ')) {
    const [, count] = /^\[(\d{1,5})\]$/.exec(token) ?? []
    if (count !== undefined) {
      at += Number(count)
      if (at > maximumEntityBytes) return null
      continue
    }
    if (token.length % 2 !== 0 || !/^[0-9A-Fa-f]*$/.test(token)) return null
    if (at + token.length / 2 > maximumEntityBytes) return null
    for (let index = 0; index < token.length; index += 2) {
      bytes[at] = Number.parseInt(token.slice(index, index + 2), 16)
      at += 1
    }
  }
  return at === 0 ? null : bytes.subarray(0, at)
}

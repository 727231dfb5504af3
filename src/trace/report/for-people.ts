// Conversations as pages: each in one piece and in the order of their numbers, although they are interleaved
// in a capture. Pages that must wait are bounded: when there are too many, the longest conversation is
// printed in parts.

import type { TraceEntry } from '../conversation/entry.ts'
import {
  type Followed,
  type ConversationReporter,
  tlsAdvice,
  tlsSentence,
} from '../conversation/follow.ts'
import { leastColumns, usualColumns, wordsOf } from './layout.ts'
import { ReportPage, type Paint } from './page.ts'
import type { Summary } from '../conversation/summary.ts'
import type { ConnectionEnd } from '../tcp/connection.ts'
import { Times } from './times.ts'
import { lasting, quotedBytes } from '../conversation/words.ts'

interface Waiting {
  readonly followed: Followed
  endedAtMs: number | null
  entries: TraceEntry[]
  /** How many parts were printed already. */
  parts: number
  lastDay: string | null
  summary: Summary | null
}

const maximumWaitingEntries = 20_000

export interface PageOptions {
  readonly zone: string
  readonly paint: Paint
  /** The width of the page in characters; 100 when absent. */
  readonly columns?: number
  readonly maximumWaitingEntries?: number
}

export class PageReporter implements ConversationReporter {
  private readonly write: (line: string) => void
  private readonly times: Times
  private readonly page: ReportPage
  private readonly maximumWaiting: number
  /** In the order of their numbers. */
  private readonly waiting = new Map<number, Waiting>()
  private waitingEntries = 0

  constructor(write: (line: string) => void, options: PageOptions) {
    this.write = write
    this.times = new Times(options.zone)
    this.page = new ReportPage(
      this.times,
      options.paint,
      Math.max(leastColumns, options.columns ?? usualColumns),
    )
    this.maximumWaiting = options.maximumWaitingEntries ?? maximumWaitingEntries
  }

  started(followed: Followed): void {
    this.waiting.set(followed.number, {
      followed,
      entries: [],
      parts: 0,
      lastDay: this.times.day(followed.about.startedAtMs),
      summary: null,
      endedAtMs: null,
    })
  }

  entry({ number }: Followed, entry: TraceEntry): void {
    const waiting = this.waiting.get(number)
    if (waiting === undefined) return
    waiting.entries.push(entry)
    this.waitingEntries += 1
    if (this.waitingEntries > this.maximumWaiting) this.relieve()
  }

  ended({ number }: Followed, summary: Summary, { atMs }: ConnectionEnd): void {
    const waiting = this.waiting.get(number)
    if (waiting === undefined) return
    waiting.summary = summary
    waiting.endedAtMs = atMs
    for (const [first, one] of this.waiting) {
      if (one.summary === null) return
      this.waiting.delete(first)
      this.print(one, one.summary)
    }
  }

  private relieve(): void {
    const [longest] = [...this.waiting.values()].sort((a, b) => b.entries.length - a.entries.length)
    if (longest === undefined) return
    longest.parts += 1
    this.printEntries(longest, longest.parts)
  }

  private print(waiting: Waiting, summary: Summary): void {
    const { followed, parts } = waiting
    this.printEntries(waiting, parts === 0 ? null : parts + 1)
    if (followed.isTls) {
      for (const text of [tlsSentence, tlsAdvice])
        this.lines(this.page.hang('  ', wordsOf(text), { between: ' ' }))
      this.write('')
    } else this.lines(this.page.summary(summary))
  }

  private printEntries(waiting: Waiting, part: number | null): void {
    const { followed, entries } = waiting
    waiting.entries = []
    this.waitingEntries -= entries.length
    const { about, conversation, number } = followed
    const { ends, startedAtMs, hasStart } = about
    const facts = factsOf(followed, waiting.endedAtMs)
    this.lines(this.page.heading({ number, ends, startedAtMs, hasStart, part, facts }))
    for (const entry of entries) {
      this.newDay(waiting, entry.atMs)
      this.lines(this.page.entry(entry, conversation.requester ?? 0))
    }
  }

  private newDay(waiting: Waiting, atMs: number): void {
    const day = this.times.day(atMs)
    if (day === null || day === waiting.lastDay) return
    waiting.lastDay = day
    this.write(`— ${day} —`)
  }

  private lines(lines: readonly string[]): void {
    for (const line of lines) this.write(line)
  }
}

function factsOf({ about, conversation, isTls }: Followed, endedAtMs: number | null): string[] {
  if (isTls) return []
  const facts: string[] = []
  const { names, hasChecksums } = conversation
  if (names !== null)
    facts.push(`requester ${quotedBytes(names.requester)}, server ${quotedBytes(names.server)}`)
  const framing = about.wire?.framing
  if (framing === 'prefixed') facts.push('each entity behind its length')
  if (framing === 'raw') facts.push('FPDUs without a length before them')
  if (hasChecksums) facts.push('with checksums')
  if (endedAtMs !== null && Number.isFinite(endedAtMs - about.startedAtMs))
    facts.push(`${lasting(endedAtMs - about.startedAtMs)} long`)
  const told = [facts.join('; ')].filter((text) => text !== '')
  if (!about.hasStart) told.push('The capture begins in the middle of this conversation.')
  return told
}

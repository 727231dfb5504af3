// Conversations for programs: one JSON object a line, as soon as it is known.

import type { TraceEntry } from '../conversation/entry.ts'
import { type Followed, type ConversationReporter, tlsSentence } from '../conversation/follow.ts'
import type { Summary } from '../conversation/summary.ts'
import type { ConnectionEnd, Side } from '../tcp/connection.ts'
import { isoTime } from './times.ts'

export class JsonReporter implements ConversationReporter {
  private readonly write: (line: string) => void

  constructor(write: (line: string) => void) {
    this.write = write
  }

  started({ number, about }: Followed): void {
    this.writeJson({
      type: 'connection',
      connection: number,
      at: isoTime(about.startedAtMs),
      caller: about.ends[0],
      called: about.ends[1],
      fromStart: about.hasStart,
    })
  }

  entry(followed: Followed, entry: TraceEntry): void {
    const { kind, from, atMs, ...rest } = entry
    this.writeJson({
      type: kind,
      connection: followed.number,
      at: isoTime(atMs),
      from: from === null ? null : followed.about.ends[from],
      role: roleOf(followed, from),
      ...shape(rest),
    })
  }

  ended(
    { number, about, conversation, isTls }: Followed,
    summary: Summary,
    ending: ConnectionEnd,
  ): void {
    const { transfers, points, resyncs, dataBytes, end } = conversation
    this.writeJson({
      type: 'end',
      connection: number,
      at: isoTime(ending.atMs),
      lastedMs: ending.atMs - about.startedAtMs,
      ...(isTls
        ? { tls: true, sentence: tlsSentence }
        : {
            sentence: summary.sentence,
            remarks: summary.remarks,
            pesit: end?.kind ?? null,
            tcp: ending.kind,
            dataBytes,
            syncPoints: points,
            resyncs,
            transfers: transfers.kept,
            transferCount: transfers.count,
          }),
      ...ending.counts,
    })
  }

  private writeJson(value: object): void {
    this.write(JSON.stringify(value, (key, inner: unknown) => rounded(key, inner)))
  }
}

/** Durations to the microsecond: no capture knows more. */
function rounded(key: string, value: unknown): unknown {
  const isDuration = typeof value === 'number' && /(^m|M)s$/.test(key)
  return isDuration ? Math.round(value * 1000) / 1000 : value
}

function roleOf({ conversation }: Followed, side: Side | null): string | null {
  if (side === null || conversation.requester === null) return null
  return side === conversation.requester ? 'requester' : 'responder'
}

/** Parameters by their names, times as text. */
function shape(rest: object): object {
  const { units, endedAtMs, longestPause, ...plain } = rest as {
    units?: readonly { readonly name: string; readonly value: unknown }[]
    endedAtMs?: number
    longestPause?: { readonly ms: number; readonly atMs: number }
  }
  return {
    ...plain,
    ...(units === undefined
      ? {}
      : { parameters: Object.fromEntries(units.map(({ name, value }) => [name, value])) }),
    ...(endedAtMs === undefined ? {} : { endedAt: isoTime(endedAtMs) }),
    ...(longestPause === undefined
      ? {}
      : { longestPause: { ms: longestPause.ms, at: isoTime(longestPause.atMs) } }),
  }
}

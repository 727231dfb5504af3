// A conversation as a page for people: a heading, one line for each FPDU with its parameters below, and a
// summary.

import type { FpduName } from '../../pesit/fpdu/fpdu.ts'
import type {
  DataEntry,
  TraceEntry,
  FpduEntry,
  NoteEntry,
  PreConnectionEntry,
} from '../conversation/entry.ts'
import { hanging, lineBreak, type Piece, wordsOf } from './layout.ts'
import type { Summary } from '../conversation/summary.ts'
import type { Side } from '../tcp/connection.ts'
import type { Times } from './times.ts'
import { countedWords, lasting, mask, quotedBytes, type ShownUnit } from '../conversation/words.ts'

/** Colours; without a terminal each returns its text. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly trouble: (text: string) => string
  readonly odd: (text: string) => string
  readonly outgoing: (text: string) => string
  readonly incoming: (text: string) => string
}

export interface Heading {
  readonly number: number
  readonly ends: readonly [string, string]
  readonly startedAtMs: number
  readonly hasStart: boolean
  /** This page is a part of a conversation. */
  readonly part: number | null
  /** `MON_ENTREPRISE calls BANQUE01`, how entities are framed, … */
  readonly facts: readonly string[]
}

/** Answers and silences from this duration on are shown. */
const slowAnswerMs = 1000
const longSilenceMs = 5000
const pauseMs = 1000
const nameColumns = 15
/** A blank line before each: a file, a message, the end. */
const beginsSomething: ReadonlySet<FpduName> = new Set([
  'CREATE',
  'SELECT',
  'MSG',
  'MSGDM',
  'RELEASE',
  'ABORT',
])

export class ReportPage {
  private readonly times: Times
  private readonly paint: Paint
  private readonly columns: number

  constructor(times: Times, paint: Paint, columns: number) {
    this.times = times
    this.paint = paint
    this.columns = columns
  }

  /** Indented text of the width of this page. */
  hang(
    left: string,
    pieces: readonly Piece[],
    options: Parameters<typeof hanging>[2],
  ): readonly string[] {
    return hanging(left, pieces, { ...options, columns: this.columns })
  }

  heading({ number, ends, startedAtMs, hasStart, part, facts }: Heading): readonly string[] {
    const which = part === null ? '' : `, part ${part}`
    const [caller, called] = ends
    const title = `Connection ${number}${which}: ${caller} ${hasStart ? 'calls' : 'talks with'} ${called} ${this.times.moment(startedAtMs)}`
    return [
      ...this.hang('', wordsOf(title), { between: ' ', paint: this.paint.bold }),
      ...facts.flatMap((fact) => this.hang('  ', wordsOf(fact), { between: ' ' })),
      '',
    ]
  }

  /** `requester`: the side whose arrow points to the right. */
  entry(entry: TraceEntry, requester: Side): readonly string[] {
    switch (entry.kind) {
      case 'fpdu':
        return this.fpdu(entry, requester)
      case 'pre-connection':
        return this.preConnection(entry, requester)
      case 'data':
        return this.data(entry, requester)
      case 'note':
        return this.note(entry, requester)
    }
  }

  summary({ sentence, remarks }: Summary): readonly string[] {
    return [
      '',
      ...this.hang('  ', wordsOf(sentence), { between: ' ', paint: this.paint.bold }),
      ...remarks.flatMap((remark) => this.hang('  • ', wordsOf(remark), { between: ' ' })),
      '',
    ]
  }

  private fpdu(entry: FpduEntry, requester: Side): readonly string[] {
    const { name, units, faults, oddities, answeredAfterMs, silenceMs, isTrouble } = entry
    const pieces: Piece[] = units.flatMap((unit) => piecesOf(unit))
    const waited = waitedWords(answeredAfterMs, silenceMs)
    const left = this.left(entry, requester, name)
    const indent = ' '.repeat(left.plain.length)
    const below = (texts: readonly string[], paint: (text: string) => string) =>
      texts.length === 0
        ? []
        : this.hang(indent, wordsOf(texts.join('; ')), { between: ' ', paint })
    return [
      ...(beginsSomething.has(name) ? [''] : []),
      ...this.hang(left.plain, pieces, {
        between: '  ',
        ...(isTrouble ? { paint: (part: string, piece: string) => this.marked(part, piece) } : {}),
      }).map((line, index) => (index === 0 ? left.painted(line) : line)),
      ...below(waited, this.paint.odd),
      ...below(
        faults.map((fault) => `! ${fault}`),
        this.paint.trouble,
      ),
      ...below(oddities.length === 0 ? [] : [`odd: ${oddities.join('; ')}`], this.paint.dim),
    ]
  }

  private marked(part: string, piece: string): string {
    return piece.startsWith('PI 2 ') ? this.paint.trouble(part) : part
  }

  private preConnection(entry: PreConnectionEntry, requester: Side): readonly string[] {
    const { identifier, reply, answeredAfterMs } = entry
    const words =
      identifier !== null
        ? [`identifier ${quotedBytes(identifier)}`, `password ${mask}`]
        : [reply === 'refused' ? 'NAK0, refused' : 'ACK0, acknowledged']
    const left = this.left(entry, requester, 'pre-connection')
    const pieces = [...words, ...waitedWords(answeredAfterMs, 0)]
    return this.hang(left.plain, pieces, { between: '  ' }).map((line, index) =>
      index === 0 ? left.painted(line) : line,
    )
  }

  private data(entry: DataEntry, requester: Side): readonly string[] {
    const left = this.left(entry, requester, 'data')
    const pieces = [...sizesOf(entry), ...pacesOf(entry, this.times), ...pointsOf(entry)]
    const indent = ' '.repeat(left.plain.length)
    const faults = entry.faults.map((fault) => `! ${fault}`)
    if (entry.missingBytes > 0) {
      faults.push(
        `! ${countedWords(entry.missingBytes, 'byte')} of it not in the capture or unreadable: the counts may be too low`,
      )
    }
    return [
      ...this.hang(left.plain, pieces, { between: ', ' }).map((line, index) =>
        index === 0 ? left.painted(line) : line,
      ),
      ...faults.flatMap((fault) =>
        this.hang(indent, wordsOf(fault), { between: ' ', paint: this.paint.trouble }),
      ),
    ]
  }

  private note({ from, atMs, text }: NoteEntry, requester: Side): readonly string[] {
    const arrow = from === null ? ' ' : from === requester ? '→' : '←'
    return this.hang(`${this.times.clock(atMs)}  ${arrow}  `, wordsOf(`! ${text}`), {
      between: ' ',
      paint: this.paint.trouble,
    })
  }

  /** Time, arrow and name: plain text for the layout, coloured text for printing. */
  private left(
    { atMs, from }: { readonly atMs: number; readonly from: Side },
    requester: Side,
    name: string,
  ): { readonly plain: string; painted(line: string): string } {
    const [time, isOut] = [this.times.clock(atMs), from === requester]
    const padded = name.padEnd(nameColumns)
    const plain = `${time}  ${isOut ? '→' : '←'}  ${padded}  `
    const colour = isOut ? this.paint.outgoing : this.paint.incoming
    const painted = `${this.paint.dim(time)}  ${colour(isOut ? '→' : '←')}  ${this.paint.bold(padded)}  `
    return {
      plain,
      painted: (line) => (painted + line.slice(plain.length)).trimEnd(),
    }
  }
}

function piecesOf(unit: ShownUnit): readonly Piece[] {
  const { code, title, words, inside } = unit
  if (inside === null) return [`PI ${code} ${title} ${words}`]
  const pieces: Piece[] = inside.flatMap((one) => piecesOf(one))
  return [lineBreak, `PGI ${code}:`, ...pieces, lineBreak]
}

function waitedWords(answeredAfterMs: number | null, silenceMs: number): readonly string[] {
  if (answeredAfterMs !== null)
    return answeredAfterMs >= slowAnswerMs ? [`answered after ${lasting(answeredAfterMs)}`] : []
  return silenceMs >= longSilenceMs ? [`after ${lasting(silenceMs)} of silence`] : []
}

function sizesOf(entry: DataEntry): readonly string[] {
  const { dataBytes, articles, fpdus, isCompressed } = entry
  return [
    `${countedWords(dataBytes, 'byte')}${isCompressed ? ', compressed' : ''} in ${countedWords(articles, 'article')}`,
    countedWords(fpdus, 'data FPDU'),
  ]
}

function pointsOf(entry: DataEntry): readonly string[] {
  const { firstPoint, lastPoint, acknowledgedPoint } = entry
  if (firstPoint === null || lastPoint === null) return []
  const points =
    firstPoint === lastPoint
      ? `sync point ${firstPoint}`
      : `sync points ${firstPoint} to ${lastPoint}`
  if (acknowledgedPoint === null) return [`${points} not acknowledged`]
  if (acknowledgedPoint >= lastPoint) return [`${points} acknowledged`]
  return [`${points} acknowledged up to ${acknowledgedPoint}`]
}

function pacesOf(entry: DataEntry, times: Times): readonly string[] {
  const { atMs, endedAtMs, dataBytes, longestPause, slowestAcknowledgement } = entry
  const ms = endedAtMs - atMs
  const paces = ms >= 1 ? [`${lasting(ms)} (${rate(dataBytes / (ms / 1000))})`] : []
  if (longestPause.ms >= pauseMs)
    paces.push(`longest pause ${lasting(longestPause.ms)} from ${times.clock(longestPause.atMs)}`)
  if (slowestAcknowledgement.ms >= pauseMs) {
    paces.push(
      `point ${slowestAcknowledgement.point} acknowledged after ${lasting(slowestAcknowledgement.ms)}`,
    )
  }
  return paces
}

/** KB of 1024 bytes, as in PeSIT. */
function rate(bytesPerSecond: number): string {
  const kb = bytesPerSecond / 1024
  return kb >= 1024 ? `${(kb / 1024).toFixed(1)} MB/s` : `${kb.toFixed(kb < 10 ? 1 : 0)} KB/s`
}

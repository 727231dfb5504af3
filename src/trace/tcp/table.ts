// All TCP connections of a capture: to which one a segment belongs, when a connection is over, and which ones
// were not PeSIT.

import { ReorderLimit } from './direction.ts'
import type { Segment } from '../capture/segment.ts'
import {
  type About,
  type ConnectionEnd,
  type Follower,
  type PacketOutcome,
  TcpConnection,
} from './connection.ts'

/** Calls to one address without a PeSIT conversation. */
export interface OtherCalls {
  readonly called: string
  readonly outcome: Exclude<PacketOutcome, 'conversation'>
  count: number
}

/** Maximum at once; the oldest that is not PeSIT is dropped first. */
const maximumConnections = 1000
/** Connections that are over, remembered so that a late packet does not open them again. */
const maximumOver = 4096
const maximumOthers = 50

export class TcpTable {
  readonly others = new Map<string, OtherCalls>()
  /** Connections that were dropped because there were too many. */
  dropped = 0
  private readonly connections = new Map<string, TcpConnection>()
  private readonly over = new Set<string>()
  private readonly reorderLimit = new ReorderLimit()
  private readonly open: (about: About) => Follower

  constructor(open: (about: About) => Follower) {
    this.open = open
  }

  segment(segment: Segment, atMs: number): void {
    const key = keyOf(segment)
    const connection = this.connectionOf(key, segment, atMs)
    if (connection === undefined) return
    const from = connection.about.ends[0] === segment.source ? 0 : 1
    if (connection.segment(from, segment, atMs)) this.finish(key, connection, 'closed')
  }

  /** The capture is over. */
  end(): void {
    for (const [key, connection] of [...this.connections]) this.finish(key, connection, 'open')
  }

  private connectionOf(key: string, segment: Segment, atMs: number): TcpConnection | undefined {
    const known = this.connections.get(key)
    const isCall = segment.syn && segment.acknowledgement === null
    if (known !== undefined) {
      if (!isCall || known.synSequence === segment.sequence) return known
      this.finish(key, known, 'replaced')
    }
    if (!segment.syn && this.over.has(key)) return undefined
    // A reset without a connection does not open one.
    if (segment.reset) return undefined
    return this.add(key, segment, atMs)
  }

  private add(key: string, segment: Segment, atMs: number): TcpConnection {
    if (this.connections.size >= maximumConnections) this.dropOldest()
    this.over.delete(key)
    const { source, destination, sourcePort, destinationPort, syn } = segment
    const isCall = syn && segment.acknowledgement === null
    // Without SYN: the server has the lower port.
    const isFromCaller = syn ? isCall : sourcePort >= destinationPort
    const about: About = {
      ends: isFromCaller ? [source, destination] : [destination, source],
      startedAtMs: atMs,
      hasStart: syn,
      wire: { framing: undefined, checksums: false },
    }
    const begun = { synSequence: isCall ? segment.sequence : null, reorderLimit: this.reorderLimit }
    const connection = new TcpConnection(about, begun, () => this.open(about))
    this.connections.set(key, connection)
    return connection
  }

  private dropOldest(): void {
    const all = [...this.connections]
    const [key, connection] = all.find(([, one]) => !one.isRecognised) ?? all[0] ?? []
    if (key === undefined || connection === undefined) return
    this.dropped += 1
    this.finish(key, connection, 'dropped')
  }

  private finish(key: string, connection: TcpConnection, kind: ConnectionEnd['kind']): void {
    this.connections.delete(key)
    this.over.add(key)
    if (this.over.size > maximumOver) {
      const [oldest] = this.over
      if (oldest !== undefined) this.over.delete(oldest)
    }
    const outcome = connection.end(kind)
    if (outcome !== 'conversation') this.countOther(connection.about.ends[1], outcome)
  }

  private countOther(called: string, outcome: OtherCalls['outcome']): void {
    const key = `${called} ${outcome}`
    const known = this.others.get(key)
    if (known !== undefined) known.count += 1
    else if (this.others.size < maximumOthers) this.others.set(key, { called, outcome, count: 1 })
  }
}

/** The same in both directions. */
function keyOf({ source, destination }: Segment): string {
  return source < destination ? `${source} ${destination}` : `${destination} ${source}`
}

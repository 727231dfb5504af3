// One fuzzed session: a legal conversation between two real sessions, one of which has its bytes spoilt on
// their way to the other, cut into pieces at random, while the clock goes on at random.

import type { Session } from '../../src/pesit/session/session.ts'
import { Caller } from './caller.ts'
import { bare, entitiesOf, joined, mutate, type Wire } from './mutate.ts'
import { type Plan, planOf, requesterOf, responderOf, type Side } from './plan.ts'
import { type Chance, chanceOf } from './random.ts'
import { Failure, Subject, type Tally } from './subject.ts'

export interface Ran {
  readonly ending: string
  readonly inputBytes: number
}

const mostSteps = 20_000
/** A file of records of a byte, in pieces of a byte, takes a step for each piece and for each thing in it. */
const mostStepsPerByte = 3
const mostInputBytes = 400_000

/** How the peer's bytes are spoilt and arrive. */
interface Style {
  readonly firstMutation: number
  readonly mutationShare: number
  readonly chunking: 'entities' | 'all' | 'random' | 'bytes'
  readonly slow: number
  readonly cutAfterBytes: number
  readonly leaps: boolean
}

function styleOf(chance: Chance): Style {
  const once = chance.often(0.6)
  return {
    firstMutation: chance.often(0.08) ? Number.POSITIVE_INFINITY : chance.below(40),
    mutationShare: once ? 0.04 : chance.pick([0.1, 0.3]),
    chunking: chance.pick(['entities', 'entities', 'entities', 'all', 'random', 'bytes'] as const),
    slow: chance.pick([0, 0, 0.3]),
    cutAfterBytes: chance.often(0.1) ? chance.below(8000) : Number.POSITIVE_INFINITY,
    leaps: chance.often(0.1),
  }
}

const sessionOf = (side: Side, plan: Plan) =>
  side === 'requester' ? requesterOf(plan) : responderOf(plan)
const otherSide = (side: Side): Side => (side === 'requester' ? 'responder' : 'requester')

/** @throws Failure when something does not hold. */
export function runSession(seed: number, side: Side, tally: Tally): Ran {
  const run = new Run(seed, side, tally)
  run.go()
  return { ending: run.subject.ending, inputBytes: run.subject.inputBytes }
}

/** The peer: a session of its own, whose caller is never slow. It need not survive what it hears. */
class Peer {
  private readonly session: Session
  private readonly caller: Caller
  private closed = false
  readonly out: Uint8Array[] = []

  constructor(session: Session, caller: Caller) {
    this.session = session
    this.caller = caller
  }

  receive(bytes: Uint8Array, nowMs: number): void {
    this.absorb(this.session.receive(bytes, nowMs))
  }

  work(nowMs: number): void {
    for (let step = 0; step < 60 && !this.closed; step += 1) {
      const command = this.caller.next()
      if (command === null) return
      try {
        this.absorb(this.session.command(command, nowMs))
        this.caller.done(command)
      } catch {
        // Its caller came too late; the session under test has the stricter one.
      }
    }
  }

  private absorb({ send, events, close }: ReturnType<Session['receive']>): void {
    this.out.push(...send)
    this.closed ||= close
    for (const event of events) this.caller.handle(event)
  }
}

class Run {
  readonly subject: Subject
  private readonly peer: Peer
  private readonly chance: Chance
  private readonly style: Style
  private readonly wire: Wire
  private readonly pending: Uint8Array[] = []
  private nowMs = 1000
  private entities = 0
  private arrivedBytes = 0
  private idleRounds = 0

  constructor(seed: number, side: Side, tally: Tally) {
    const chance = chanceOf(seed)
    const plan = planOf(chance)
    this.chance = chance
    this.style = styleOf(chance)
    this.wire = plan
    const moody = () => (chance.often(0.3) ? chance.pick([0.01, 0.05]) : 0)
    const session = sessionOf(side, plan)
    this.subject = new Subject(
      session,
      new Caller(session, side, { plan, chance, moody: moody() }),
      tally,
    )
    const other = sessionOf(otherSide(side), plan)
    const otherCaller = new Caller(other, otherSide(side), { plan, chance, moody: moody() })
    this.peer = new Peer(other, otherCaller)
  }

  go(): void {
    this.subject.tick(this.nowMs)
    for (let step = 0; !this.subject.closed; step += 1) {
      if (step > mostSteps + mostStepsPerByte * this.subject.inputBytes)
        throw new Failure(`still going on after ${step} steps`)
      if (this.subject.inputBytes > mostInputBytes) return void this.giveUp()
      this.step()
    }
    while (this.subject.work(this.nowMs)) {
      // What happened before the end is read to its last event.
    }
    this.subject.checkSilence(this.nowMs)
  }

  private step(): void {
    this.nowMs += this.chance.below(20)
    if (this.style.leaps && this.chance.often(0.02)) this.leap(this.chance.below(90_000))
    if (this.subject.closed) return
    const bytesFirst =
      this.pending.length > 0 && this.subject.takesBytes && this.chance.often(this.style.slow)
    if (!bytesFirst && this.subject.work(this.nowMs)) return this.carry()
    if (this.pending.length > 0) return this.deliver()
    this.carry()
    if (this.pending.length === 0) this.idle()
  }

  /** What was written goes to the other side, spoilt in one direction. */
  private carry(): void {
    for (const piece of this.subject.out.splice(0)) this.peer.receive(piece, this.nowMs)
    this.peer.work(this.nowMs)
    for (const piece of this.peer.out.splice(0))
      for (const entity of entitiesOf(piece, this.wire)) this.spoil(entity)
  }

  private spoil(entity: Uint8Array): void {
    const { firstMutation, mutationShare, cutAfterBytes } = this.style
    this.entities += 1
    const isHit =
      this.entities === firstMutation ||
      (this.entities > firstMutation && this.chance.often(mutationShare))
    const { chance, wire } = this
    const sent = isHit ? mutate(entity, { chance, wire, others: fpdusOfOthers() }) : [entity]
    for (const piece of sent) {
      const left = cutAfterBytes - this.arrivedBytes
      this.arrivedBytes += piece.length
      if (left > 0 && piece.length > 0)
        this.pending.push(piece.subarray(0, Math.min(left, piece.length)))
    }
  }

  private deliver(): void {
    const bytes = this.nextChunk()
    this.idleRounds = 0
    if (bytes.length > 0) this.subject.receive(bytes, this.nowMs)
  }

  private nextChunk(): Uint8Array {
    const { chance } = this
    const first = this.pending.shift() ?? new Uint8Array(0)
    switch (this.style.chunking) {
      case 'entities':
        return first
      case 'all':
        return joined([first, ...this.pending.splice(0)])
      case 'bytes':
        return this.cutOff(first, this.arrivedBytes > 4000 ? 1 + chance.below(first.length) : 1)
      case 'random': {
        const some = joined([first, ...this.pending.splice(0, chance.below(3))])
        return this.cutOff(some, 1 + chance.below(some.length))
      }
    }
  }

  private cutOff(bytes: Uint8Array, count: number): Uint8Array {
    if (count < bytes.length) this.pending.unshift(bytes.subarray(count))
    return bytes.subarray(0, count)
  }

  /** Nobody has more to say: time passes until the session gives up. */
  private idle(): void {
    const { deadlineMs, state } = this.subject.session
    if (deadlineMs === undefined) throw new Failure(`waits for ever in state ${state}`)
    this.idleRounds += 1
    if (this.idleRounds > 4) throw new Failure(`its deadline does not end it in state ${state}`)
    this.leap(Math.max(0, deadlineMs - this.nowMs))
  }

  /** The clock goes on; a line strikes when the deadline has come. */
  private leap(byMs: number): void {
    this.nowMs += byMs
    const { deadlineMs } = this.subject.session
    const isDue = deadlineMs !== undefined && this.nowMs >= deadlineMs
    if (isDue || this.chance.often(0.2)) this.subject.tick(this.nowMs)
  }

  private giveUp(): void {
    this.subject.ending = 'given up: endless'
  }
}

let others: Uint8Array[] | undefined

/** FPDUs of legal conversations, the same in every run. */
export function fpdusOfOthers(): readonly Uint8Array[] {
  if (others !== undefined) return others
  const kept = new Map<string, Uint8Array>()
  for (let seed = 1; seed <= 60; seed += 1) collect(seed, kept)
  others = [...kept.values()]
  return others
}

function collect(seed: number, kept: Map<string, Uint8Array>): void {
  const chance = chanceOf(seed)
  const plan = { ...planOf(chance), crc: false, framing: 'prefixed', preConnection: false } as const
  const peers = (['requester', 'responder'] as const).map((side) => {
    const session = sessionOf(side, plan)
    return new Peer(session, new Caller(session, side, { plan, chance, moody: 0.05 }))
  })
  const [requester, responder] = peers as [Peer, Peer]
  for (let round = 0; round < 200; round += 1) {
    for (const [from, to] of [
      [requester, responder],
      [responder, requester],
    ] as const) {
      from.work(0)
      for (const piece of from.out.splice(0)) {
        for (const entity of entitiesOf(piece, plan)) {
          const fpdu = bare(entity, plan).slice()
          if (kept.size < 600)
            kept.set(`${seed % 6} ${fpdu[2]} ${fpdu[3]} ${fpdu.length % 5}`, fpdu)
        }
        to.receive(piece, 0)
      }
    }
  }
}

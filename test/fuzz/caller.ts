// A caller of a session that answers its events with commands as src/bank and src/sandbox do. Like their
// lines it gives no more bytes to the session while an event waits to be read; like them it may be slow:
// between an event and its answer more bytes may come.

import { optionOf } from '../../src/pesit/session/access.ts'
import type { SessionCommand } from '../../src/pesit/session/commands.ts'
import type { SessionEvent } from '../../src/pesit/session/events.ts'
import { nextOf } from '../../src/pesit/session/moves.ts'
import { requesterTable } from '../../src/pesit/session/requester/table.ts'
import { responderTable } from '../../src/pesit/session/responder/table.ts'
import type { Session } from '../../src/pesit/session/session.ts'
import type { Job, Plan, Side } from './plan.ts'
import { Pour } from './pour.ts'
import type { Chance } from './random.ts'

const refusals = [
  { type: 2, reason: 200 },
  { type: 2, reason: 205 },
  { type: 3, reason: 304 },
] as const

export class Caller {
  readonly session: Session
  private readonly side: Side
  private readonly plan: Plan
  private readonly chance: Chance
  /** How often it interrupts, goes back, gives up or says no. */
  private readonly moody: number
  private readonly jobs: Job[]
  private job: Job
  private readonly todo: SessionCommand[] = []
  private pour: Pour | null = null

  constructor(session: Session, side: Side, means: { plan: Plan; chance: Chance; moody: number }) {
    this.session = session
    this.side = side
    this.plan = means.plan
    this.chance = means.chance
    this.moody = means.moody
    this.jobs = [...means.plan.jobs]
    this.job = this.jobs[0] ?? fallback
    if (side === 'requester') this.todo.push({ type: 'connect' })
  }

  /** What it wants to do now; null: it waits. */
  next(): SessionCommand | null {
    return this.mood() ?? this.todo.shift() ?? this.pour?.next() ?? null
  }

  handle(event: SessionEvent): void {
    if (this.side === 'requester') this.handleAsRequester(event)
    else this.handleAsResponder(event)
  }

  // — both —

  private mood(): SessionCommand | null {
    if (this.moody === 0 || !this.chance.often(this.moody)) return null
    const { lastAcknowledged, lastSync } = this.session.counts
    const diagnostic = { type: 2, reason: 216 }
    if (this.may('snd IDT')) {
      if (this.chance.often(0.5)) return this.interrupt()
      if (this.may('snd RESYN') && this.plan.resync) {
        const restartPoint = this.chance.pick([0, lastAcknowledged, lastSync])
        return { type: 'resync', diagnostic, restartPoint }
      }
    }
    return this.chance.often(0.1) ? { type: 'abort', diagnostic: { type: 3, reason: 399 } } : null
  }

  private interrupt(): SessionCommand {
    this.pour = null
    this.todo.length = 0
    const endCode = this.chance.pick([4, 8, 12, 16] as const)
    return { type: 'interrupt', diagnostic: { type: 2, reason: 216 }, endCode }
  }

  private may(key: string): boolean {
    const table = this.side === 'requester' ? requesterTable : responderTable
    return nextOf(table, this.session.state, key) !== undefined
  }

  private get refuses(): boolean {
    return this.chance.often(0.04 + this.moody)
  }

  /** What is the same for whoever sends or receives data. True: it was that. */
  private handleData(event: SessionEvent): boolean {
    switch (event.type) {
      case 'sync-received':
        if (!this.chance.often(0.1))
          this.todo.push({ type: 'acknowledge-sync', number: event.number })
        return true
      case 'resync-requested': {
        const restartPoint = this.chance.often(0.8) ? event.restartPoint : 0
        this.todo.push({ type: 'accept-resync', restartPoint })
        this.pour?.goBack(restartPoint)
        return true
      }
      case 'resync-acknowledged':
        this.pour?.goBack(event.restartPoint)
        return true
      default:
        return false
    }
  }

  // — the side that calls —

  private handleAsRequester(event: SessionEvent): void {
    if (this.handleData(event)) return
    switch (event.type) {
      case 'connected':
        return this.begin()
      case 'created':
      case 'selected':
        return this.do({ type: 'open', compression: optionOf(this.job.compression) })
      case 'opened':
        if (this.job.kind === 'write') return this.do({ type: 'write' })
        // Data may come in the same bytes as the answer.
        this.resumeAt(this.readFrom)
        return this.do({
          type: 'read',
          restartPoint: this.readFrom,
          recordwise: this.job.recordwise,
        })
      case 'write-accepted':
        this.resumeAt(event.restartPoint)
        this.pour = new Pour(this.session, this.plan, this.job)
        return
      case 'data-ended':
        return event.diagnostic.type === 0
          ? this.do({ type: 'end-transfer' })
          : this.do(this.interrupt())
      case 'refused':
        return this.goOnAfterRefusal(event.request)
      case 'interrupted':
      case 'interrupt-acknowledged':
      case 'transfer-answered':
        this.pour = null
        return this.do({ type: 'close' })
      case 'closed':
        return this.do({ type: 'deselect' })
      case 'deselected':
      case 'message-answered':
        return this.goOn()
      default:
        return
    }
  }

  private get readFrom(): number {
    return this.job.restarted ? 1 : 0
  }

  /** Sensible only where the counts are not far from the truth, which no session relies on. */
  private resumeAt(point: number): void {
    if (point > 0) this.session.resumeAt(point, point * 1024, point)
  }

  private do(...commands: readonly SessionCommand[]): void {
    this.todo.push(...commands)
  }

  private goOnAfterRefusal(request: string): void {
    switch (request) {
      case 'create':
      case 'select':
        return this.goOn()
      case 'open':
        return this.do({ type: 'deselect' })
      default:
        return this.do({ type: 'close' })
    }
  }

  private goOn(): void {
    this.pour = null
    this.jobs.shift()
    this.begin()
  }

  private begin(): void {
    const [job] = this.jobs
    if (job === undefined) return this.do({ type: 'release' })
    this.job = job
    this.do(requestOf(job, this.plan))
  }

  // — the side that is called —

  private handleAsResponder(event: SessionEvent): void {
    if (this.handleData(event)) return
    const diagnostic = this.chance.pick(refusals)
    switch (event.type) {
      case 'connect-requested':
        return this.do(
          this.refuses ? { type: 'refuse-connect', diagnostic } : { type: 'accept-connect' },
        )
      case 'create-requested':
        this.pour = null
        return this.do(
          this.refuses
            ? { type: 'refuse-create', diagnostic, freeText: 'no' }
            : { type: 'accept-create', transferNumber: 7 },
        )
      case 'select-requested':
        this.pour = null
        return this.do(
          this.refuses ? { type: 'refuse-select', diagnostic } : offerOf(this.job, this.plan),
        )
      case 'open-requested':
        return this.do(
          this.refuses
            ? { type: 'refuse-open', diagnostic }
            : { type: 'accept-open', compression: optionOf(event.compression) },
        )
      case 'write-requested': {
        if (this.refuses) return this.do({ type: 'refuse-write', diagnostic })
        const restartPoint = this.job.restarted ? 1 : 0
        const { recordwise } = this.job
        return this.do({ type: 'accept-write', restartPoint, recordwise })
      }
      case 'read-requested':
        return this.do(this.refuses ? { type: 'refuse-read', diagnostic } : { type: 'accept-read' })
      case 'transfer-end-requested':
        return this.do(
          this.refuses ? { type: 'refuse-transfer', diagnostic } : { type: 'confirm-transfer' },
        )
      case 'interrupted':
        this.pour = null
        return
      case 'close-requested':
        this.pour = null
        return this.do({ type: 'confirm-close' })
      case 'deselect-requested':
        this.job = this.jobs.shift() ?? fallback
        return this.do({ type: 'confirm-deselect' })
      case 'release-requested':
        return this.do({ type: 'confirm-release' })
      case 'message-received':
        return this.do({
          type: 'confirm-message',
          ...(event.message.length === 0 ? {} : { message: event.message.subarray(0, 4096) }),
        })
      default:
        return
    }
  }

  /** What follows from a command of its own. */
  done(command: SessionCommand): void {
    if (command.type === 'accept-read') this.pour = new Pour(this.session, this.plan, this.job)
    if (command.type === 'accept-write') this.resumeAt(command.restartPoint)
  }
}

const fallback: Job = {
  kind: 'read',
  restarted: false,
  fileBytes: 2000,
  articleBytes: 100,
  compression: null,
  recordwise: false,
  messageBytes: 0,
}

function requestOf(job: Job, plan: Plan): SessionCommand {
  const file = { fileType: 0, fileName: 'VIREMENT' }
  const common = { file, restarted: job.restarted, priority: 0, entityBytes: plan.entityBytes }
  switch (job.kind) {
    case 'message':
      return {
        type: 'message',
        request: { file, transferNumber: 7, answerWanted: true, creationDate: '260930081500' },
        message: new Uint8Array(job.messageBytes).fill(0x41),
      }
    case 'read':
      return {
        type: 'select',
        request: { ...common, transferNumber: job.restarted ? 7 : 0, requestedAttributes: 0xe0 },
      }
    case 'write':
      return {
        type: 'create',
        request: { ...common, ...attributesOf(job), transferNumber: 7, dataCode: 'binary' },
      }
  }
}

function offerOf(job: Job, plan: Plan): SessionCommand {
  return {
    type: 'accept-select',
    offer: {
      file: { fileType: 0, fileName: 'RELEVE' },
      transferNumber: 9,
      entityBytes: plan.entityBytes,
      ...attributesOf(job),
    },
  }
}

function attributesOf({ articleBytes }: Job) {
  return {
    logical: { articleFormat: 'variable', articleBytes, organisation: 0, label: 'PAIN001.XML' },
    physical: { spaceUnit: 'kilobytes', maximumSpace: 100 },
    historical: { creationDate: '260930081500' },
  } as const
}

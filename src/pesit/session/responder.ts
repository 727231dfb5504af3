// The side that is called: it accepts or refuses, and answers (PeSIT E §4.8). What an answer should be is
// its caller's business; what a request must contain is judged here.

import type { Fpdu } from '../fpdu/fpdu.ts'
import { isSuccess } from '../parameters/diagnostics.ts'
import type { Diagnostic, Parameters } from '../parameters/parameters.ts'
import type { Framing } from '../wire/framing.ts'
import { acknowledged, decodePreConnection } from '../wire/pre-connection.ts'
import type { ResponderCommand, SessionCommand } from './commands.ts'
import { Core, type Role } from './core.ts'
import { performData } from './data-commands.ts'
import { MessageIntake } from './message-intake.ts'
import { createRequest, optional, selectRequest } from './request-views.ts'
import { plainAnswer } from './responder-answers.ts'
import type { ResponderOptions } from './responder-options.ts'
import { responderTable } from './responder-table.ts'
import { timeAllowedMs } from './responder-timers.ts'
import type { Session } from './session.ts'
import { notPossible } from './tolerance.ts'

const success: Diagnostic = { type: 0, reason: 0 }

export function createResponder(options: ResponderOptions): Session {
  return new Responder(options)
}

class Responder implements Session, Role {
  readonly table = responderTable
  private readonly options: ResponderOptions
  private readonly core: Core
  private request: Parameters = {}
  private callerId = 0
  private readonly messages = new MessageIntake()

  constructor(options: ResponderOptions) {
    this.options = options
    this.core = new Core(options)
    this.core.attach(this)
    this.core.deadlineMs = undefined
  }

  get state(): string {
    return this.core.state
  }
  get counts(): Session['counts'] {
    return this.core.counts
  }
  get deadlineMs(): number | undefined {
    return this.core.deadlineMs
  }
  get windowLeft(): number {
    return this.core.windowLeft
  }

  get framing(): Framing {
    return this.core.reader.framing ?? 'prefixed'
  }
  get peerId(): number {
    return this.core.peerId
  }

  resumeAt(point: number, dataBytes: number, articles: number): void {
    this.core.resumeAt(point, dataBytes, articles)
  }

  receive(bytes: Uint8Array, nowMs: number) {
    return this.core.receive(bytes, nowMs)
  }

  tick(nowMs: number) {
    return this.core.tick(nowMs)
  }

  command(command: SessionCommand, nowMs: number) {
    this.perform(command)
    return this.core.output(nowMs)
  }

  // — commands —

  private perform(command: SessionCommand): void {
    switch (command.type) {
      case 'data':
      case 'sync':
      case 'end-data':
      case 'acknowledge-sync':
      case 'interrupt':
      case 'abort':
        return performData(this.core, command)
      case 'connect':
      case 'create':
      case 'select':
      case 'open':
      case 'write':
      case 'read':
      case 'end-transfer':
      case 'close':
      case 'deselect':
      case 'release':
        throw notPossible(`${command.type} is for the side that calls`)
      default:
        return this.answer(command)
    }
  }

  private answer(command: ResponderCommand): void {
    const { core, request } = this
    const entityBytes = request.entityBytes ?? 0
    switch (command.type) {
      case 'accept-connect':
        return this.acceptConnect(command)
      case 'refuse-connect':
        return this.refuseConnect(command.diagnostic, command.freeText)
      case 'accept-create':
        return this.acceptCreate(command)
      case 'refuse-create':
        return core.send('ACK(CREATE)', {
          diagnostic: command.diagnostic,
          entityBytes,
          ...optional('freeText', command.freeText),
        })
      case 'accept-select': {
        const { offer } = command
        core.send('ACK(SELECT)', {
          ...offer,
          diagnostic: success,
          entityBytes: Math.min(offer.entityBytes, entityBytes, this.options.maximumEntityBytes),
        })
        return core.newFile(offer.logical?.articleBytes)
      }
      case 'refuse-select':
        return this.refuseSelect(command.diagnostic, command.freeText)
      case 'confirm-deselect':
        core.send('ACK(DESELECT)', { diagnostic: command.diagnostic ?? success })
        core.interrupted = false
        return
      case 'confirm-release':
        core.send('RELCONF', {}, { src: this.options.connectionId })
        return core.end()
      default: {
        const { name, parameters } = plainAnswer(command, {
          ...core.counts,
          transferNumber: request.transferNumber,
        })
        return core.send(name, parameters)
      }
    }
  }

  private acceptConnect(command: Extract<ResponderCommand, { type: 'accept-connect' }>): void {
    const asked = this.request.sync ?? { intervalKb: 0, window: 0 }
    const granted = command.sync ?? this.options.maximumSync
    const wanted = asked.intervalKb > 0 && granted.intervalKb > 0
    const intervalKb = wanted ? Math.min(asked.intervalKb, granted.intervalKb) : 0
    const window = wanted ? Math.min(asked.window, granted.window) : 0
    this.core.peerId = this.callerId
    const parameters: Parameters = {
      version: 2,
      ...(this.request.sync === undefined ? {} : { sync: { intervalKb, window } }),
      ...optional('accessControl', command.password),
      ...optional('freeText', command.freeText),
    }
    this.core.send('ACONNECT', parameters, { src: this.options.connectionId })
    this.core.connected({ peerId: this.callerId, intervalKb, window, resync: false })
  }

  private refuseConnect(diagnostic: Diagnostic, freeText?: string): void {
    this.core.peerId = this.callerId
    this.core.send('RCONNECT', { diagnostic, ...optional('freeText', freeText) })
    this.core.end()
  }

  private acceptCreate(command: Extract<ResponderCommand, { type: 'accept-create' }>): void {
    const proposed = this.request.entityBytes ?? this.options.maximumEntityBytes
    const granted = command.entityBytes ?? this.options.maximumEntityBytes
    this.core.send('ACK(CREATE)', {
      diagnostic: success,
      entityBytes: Math.min(proposed, granted),
      ...optional('transferNumber', command.transferNumber),
      ...optional('freeText', command.freeText),
    })
    this.core.newFile(this.request.logical?.articleBytes)
  }

  private refuseSelect(diagnostic: Diagnostic, freeText?: string): void {
    const { file, transferNumber, entityBytes } = this.request
    this.core.send('ACK(SELECT)', {
      diagnostic,
      file: { fileType: file?.fileType ?? 0, fileName: file?.fileName ?? '?' },
      transferNumber: transferNumber ?? 0,
      entityBytes: entityBytes ?? 0,
      ...optional('freeText', freeText),
    })
  }

  // — the role —

  timeAllowedMs(state: string, core: Core): number | undefined {
    return timeAllowedMs(state, this.options.timers, core.owesAcknowledgement)
  }

  timeoutReason(state: string): number {
    return state === 'CN03' ? 313 : 317
  }

  receivedOther(entity: Uint8Array): boolean {
    const preConnection = this.core.state === 'CN01' ? decodePreConnection(entity) : null
    if (preConnection === null) return false
    this.core.emit({ type: 'pre-connection', ...preConnection })
    this.core.push(acknowledged)
    return true
  }

  answerMissing({ name, src }: Fpdu, missing: readonly string[]): boolean {
    const text = `missing: ${missing.join(', ')}`
    switch (name) {
      case 'CONNECT':
        this.callerId = src
        this.refuseConnect({ type: 3, reason: 399 }, text)
        return true
      case 'CREATE':
        this.core.send('ACK(CREATE)', {
          diagnostic: { type: 2, reason: 200 },
          entityBytes: 0,
          freeText: text,
        })
        return true
      case 'SELECT':
        this.request = {}
        this.refuseSelect({ type: 2, reason: 200 }, text)
        return true
      case 'MSG':
        this.core.send('ACK(MSG)', { diagnostic: { type: 2, reason: 200 } })
        return true
      default:
        return false
    }
  }

  received(fpdu: Fpdu): void {
    const { name, parameters, src } = fpdu
    const { core } = this
    const diagnostic = parameters.diagnostic ?? success
    switch (name) {
      case 'CONNECT':
        this.request = parameters
        this.callerId = src
        return core.emit({ type: 'connect-requested', parameters })
      case 'CREATE':
        this.request = parameters
        return core.emit({
          type: 'create-requested',
          request: createRequest(parameters),
          parameters,
        })
      case 'SELECT':
        this.request = parameters
        return core.emit({
          type: 'select-requested',
          request: selectRequest(parameters),
          parameters,
        })
      case 'ORF':
        return core.emit({ type: 'open-requested' })
      case 'WRITE':
        return core.emit({ type: 'write-requested' })
      case 'READ':
        return core.emit({ type: 'read-requested', restartPoint: parameters.restartPoint ?? 0 })
      case 'TRANS.END':
        if (!isSuccess(diagnostic)) core.oddity('TRANS.END carries a diagnostic')
        return core.emit({
          type: 'transfer-end-requested',
          ...optional('byteCount', parameters.byteCount),
          ...optional('articleCount', parameters.articleCount),
        })
      case 'CRF':
        return core.emit({ type: 'close-requested', diagnostic })
      case 'DESELECT':
        return core.emit({ type: 'deselect-requested', diagnostic })
      case 'RELEASE':
        return core.emit({ type: 'release-requested', diagnostic })
      case 'MSG':
      case 'MSGDM':
      case 'MSGMM':
      case 'MSGFM':
        return this.takeMessage(fpdu)
      default:
        return
    }
  }

  private takeMessage(fpdu: Fpdu): void {
    if (fpdu.name === 'MSG' || fpdu.name === 'MSGDM') this.request = fpdu.parameters
    const whole = this.messages.take(fpdu)
    if (whole !== null) this.core.emit({ type: 'message-received', ...whole })
  }
}

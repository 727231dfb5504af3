// The side that is called: it accepts or refuses, and answers (PeSIT E §4.8). What an answer should be is
// its caller's business; what a request must contain is judged here.

import type { Fpdu } from '../../fpdu/fpdu.ts'
import { isSuccess } from '../../parameters/diagnostics.ts'
import type { Diagnostic, Parameters } from '../../parameters/parameters.ts'
import type { CompressionType } from '../../data/compression.ts'
import { acknowledged, decodePreConnection } from '../../wire/pre-connection.ts'
import { agreedVersion, compressionOf, isWithin, mayDo, optionOf } from '../access.ts'
import type { ResponderCommand, SessionCommand } from '../commands.ts'
import { Core } from '../core.ts'
import { performData } from '../data/commands.ts'
import { MessageIntake } from '../data/message-intake.ts'
import { textOf } from '../answer-views.ts'
import { createRequest, echoed, optional, selectRequest } from '../request-views.ts'
import { plainAnswer } from './answers.ts'
import type { ResponderOptions } from './options.ts'
import { responderTable } from './table.ts'
import { calledPace, timeAllowedMs } from './timers.ts'
import type { Role } from '../role.ts'
import type { Session } from '../session.ts'
import { notPossible } from '../tolerance.ts'

const success: Diagnostic = { type: 0, reason: 0 }

export function createResponder(options: ResponderOptions): Session {
  return new Responder(options).core
}

class Responder implements Role {
  readonly table = responderTable
  private readonly options: ResponderOptions
  readonly core: Core
  private request: Parameters = {}
  private callerId = 0
  private preConnected = false
  private accessType: Parameters['accessType']
  private compressionAsked: CompressionType | null = null
  private readonly messages = new MessageIntake()

  constructor(options: ResponderOptions) {
    this.options = options
    this.core = new Core({ pace: calledPace, ...options })
    this.core.attach(this)
  }

  // — commands —

  perform(command: SessionCommand): void {
    switch (command.type) {
      case 'data':
      case 'sync':
      case 'end-data':
      case 'acknowledge-sync':
      case 'resync':
      case 'accept-resync':
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
      case 'message':
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
      case 'accept-select': {
        const { offer } = command
        core.send('ACK(SELECT)', {
          ...offer,
          diagnostic: success,
          entityBytes: Math.min(offer.entityBytes, entityBytes, this.options.maximumEntityBytes),
        })
        return core.newFile(offer)
      }
      case 'accept-open':
        return this.acceptOpen(compressionOf(command.compression))
      case 'accept-write':
        core.send('ACK(WRITE)', { diagnostic: success, restartPoint: command.restartPoint })
        core.intake.recordwise = command.recordwise === true
        return
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
          entityBytes,
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
    const resync = this.request.resync === true && this.options.resync === true
    this.core.peerId = this.callerId
    const parameters: Parameters = {
      version: agreedVersion(this.request.version),
      ...(resync ? { resync } : {}),
      ...(this.request.sync === undefined ? {} : { sync: { intervalKb, window } }),
      ...optional('accessControl', command.password),
      ...optional('freeText', command.freeText),
    }
    this.core.send('ACONNECT', parameters, { src: this.options.connectionId })
    this.core.connected({ peerId: this.callerId, intervalKb, window, resync })
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
    this.core.newFile(this.request)
  }

  private acceptOpen(compression: CompressionType | null): void {
    if (!isWithin(compression, this.compressionAsked))
      throw notPossible('compression that was not asked for cannot be granted')
    this.core.send('ACK(ORF)', { diagnostic: success, compression: optionOf(compression) })
    this.core.agreeOn(compression)
  }

  private refuseSelect(diagnostic: Diagnostic, freeText?: string): void {
    const { file, transferNumber, entityBytes } = this.request
    this.core.send('ACK(SELECT)', {
      diagnostic,
      file: { fileType: file?.fileType ?? 0, fileName: echoed(file?.fileName) },
      transferNumber: transferNumber ?? 0,
      entityBytes: entityBytes ?? 0,
      ...optional('freeText', freeText),
    })
  }

  // — the role —

  timeAllowedMs(state: string, core: Core): number | undefined {
    return timeAllowedMs(state, this.options.timers, core.owesAcknowledgement)
  }

  timeoutReason = (state: string): number => (state === 'CN03' ? 313 : 317)

  takeFirst = (bytes: Uint8Array): Uint8Array => bytes

  receivedOther(entity: Uint8Array): boolean {
    const preConnection = this.preConnected ? null : decodePreConnection(entity)
    if (preConnection === null || this.core.state !== 'CN01') return false
    this.preConnected = true
    this.core.emit({ type: 'pre-connection', ...preConnection })
    this.core.pushEntity(acknowledged)
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
        return this.connectRequested(parameters, src)
      case 'CREATE':
        this.request = parameters
        if (!mayDo(this.accessType, 'CREATE')) return this.refuseDirection(name)
        return core.emit({
          type: 'create-requested',
          request: createRequest(parameters),
          parameters,
        })
      case 'SELECT':
        this.request = parameters
        if (!mayDo(this.accessType, 'SELECT')) return this.refuseDirection(name)
        return core.emit({
          type: 'select-requested',
          request: selectRequest(parameters),
          parameters,
        })
      case 'ORF':
        this.compressionAsked = compressionOf(parameters.compression)
        return core.emit({ type: 'open-requested', compression: this.compressionAsked })
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
        return core.emit({ type: 'release-requested', diagnostic, ...textOf(parameters) })
      case 'MSG':
      case 'MSGDM':
      case 'MSGMM':
      case 'MSGFM':
        return this.takeMessage(fpdu)
      default:
        return
    }
  }

  private connectRequested(parameters: Parameters, src: number): void {
    this.request = parameters
    this.callerId = src
    this.accessType = parameters.accessType
    // CONNECT carries its checksum already when it asks for them (PeSIT E §4.3.2.3).
    if ((parameters.crc ?? false) !== this.core.crc)
      return this.refuseConnect(
        { type: 3, reason: 323 },
        'PI 1 and the checksum of CONNECT disagree',
      )
    this.core.emit({ type: 'connect-requested', parameters })
  }

  /** CREATE on a connection for reading, or SELECT on one for writing (PI 22). */
  private refuseDirection(name: 'CREATE' | 'SELECT'): void {
    const diagnostic: Diagnostic = { type: 2, reason: 226 }
    if (name === 'SELECT') return this.refuseSelect(diagnostic)
    this.core.send('ACK(CREATE)', { diagnostic, entityBytes: this.request.entityBytes ?? 0 })
  }

  private takeMessage(fpdu: Fpdu): void {
    if (fpdu.name === 'MSG' || fpdu.name === 'MSGDM') this.request = fpdu.parameters
    const whole = this.messages.take(fpdu)
    if (whole !== null) this.core.emit({ type: 'message-received', ...whole })
  }
}

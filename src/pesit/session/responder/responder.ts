// The responder: it accepts or refuses requests (PeSIT E §4.8). Its caller decides on the answer; what a
// request must contain is checked here.

import type { Fpdu } from '../../fpdu/fpdu.ts'
import { isSuccess } from '../../parameters/diagnostics.ts'
import type { Diagnostic, Parameters } from '../../parameters/parameters.ts'
import type { CompressionType } from '../../data/compression.ts'
import { acknowledged, decodePreConnection } from '../../wire/pre-connection.ts'
import { agreedVersion, compressionOf, isWithin, mayDo, optionOf } from '../access.ts'
import type { ResponderCommand, SessionCommand } from '../commands.ts'
import { createSession } from '../create-session.ts'
import { performData } from '../data/commands.ts'
import { MessageIntake } from '../data/messages.ts'
import { createRequest, echoed, optional, selectRequest, textIn } from '../views.ts'
import { plainAnswer } from './answers.ts'
import { responderTable } from './table.ts'
import { calledPace, type ResponderOptions, responderTimeoutMs } from './options.ts'
import type { Role } from '../role.ts'
import type { Session } from '../session.ts'
import { SessionState } from '../state.ts'
import { notPossible } from '../tolerance.ts'

const success: Diagnostic = { type: 0, reason: 0 }

export function createResponder(options: ResponderOptions): Session {
  const role = new Responder(options)
  return createSession(role.session, role, options.pace ?? calledPace)
}

class Responder implements Role {
  private readonly options: ResponderOptions
  readonly session: SessionState
  private request: Parameters = {}
  private callerId = 0
  private preConnected = false
  private accessType: Parameters['accessType']
  private requestedCompression: CompressionType | null = null
  private readonly messages = new MessageIntake()

  constructor(options: ResponderOptions) {
    this.options = options
    this.session = new SessionState(options, responderTable)
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
        return performData(this.session, command)
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
        throw notPossible(`${command.type} is a command of the requester`)
      default:
        return this.answer(command)
    }
  }

  private answer(command: ResponderCommand): void {
    const { session, request } = this
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
        session.send('ACK(SELECT)', {
          ...offer,
          diagnostic: success,
          entityBytes: Math.min(offer.entityBytes, entityBytes, this.options.maximumEntityBytes),
        })
        return session.newFile(offer)
      }
      case 'accept-open':
        return this.acceptOpen(compressionOf(command.compression))
      case 'accept-write':
        session.send('ACK(WRITE)', { diagnostic: success, restartPoint: command.restartPoint })
        session.intake.recordwise = command.recordwise === true
        return
      case 'refuse-select':
        return this.refuseSelect(command.diagnostic, command.freeText)
      case 'confirm-deselect':
        session.send('ACK(DESELECT)', { diagnostic: command.diagnostic ?? success })
        session.interrupted = false
        return
      case 'confirm-release':
        session.send('RELCONF', {}, { src: this.options.connectionId })
        return session.end()
      default: {
        const { name, parameters } = plainAnswer(command, {
          ...session.counts,
          entityBytes,
          transferNumber: request.transferNumber,
        })
        return session.send(name, parameters)
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
    this.session.peerId = this.callerId
    const parameters: Parameters = {
      version: agreedVersion(this.request.version),
      ...(resync ? { resync } : {}),
      ...(this.request.sync === undefined ? {} : { sync: { intervalKb, window } }),
      ...optional('accessControl', command.password),
      ...optional('freeText', command.freeText),
    }
    this.session.send('ACONNECT', parameters, { src: this.options.connectionId })
    this.session.connected({ peerId: this.callerId, intervalKb, window, resync })
  }

  private refuseConnect(diagnostic: Diagnostic, freeText?: string): void {
    this.session.peerId = this.callerId
    this.session.send('RCONNECT', { diagnostic, ...optional('freeText', freeText) })
    this.session.end()
  }

  private acceptCreate(command: Extract<ResponderCommand, { type: 'accept-create' }>): void {
    const proposed = this.request.entityBytes ?? this.options.maximumEntityBytes
    const granted = command.entityBytes ?? this.options.maximumEntityBytes
    this.session.send('ACK(CREATE)', {
      diagnostic: success,
      entityBytes: Math.min(proposed, granted),
      ...optional('transferNumber', command.transferNumber),
      ...optional('freeText', command.freeText),
    })
    this.session.newFile(this.request)
  }

  private acceptOpen(compression: CompressionType | null): void {
    if (!isWithin(compression, this.requestedCompression))
      throw notPossible('compression that was not asked for cannot be granted')
    this.session.send('ACK(ORF)', { diagnostic: success, compression: optionOf(compression) })
    this.session.agreeOn(compression)
  }

  private refuseSelect(diagnostic: Diagnostic, freeText?: string): void {
    const { file, transferNumber, entityBytes } = this.request
    this.session.send('ACK(SELECT)', {
      diagnostic,
      file: { fileType: file?.fileType ?? 0, fileName: echoed(file?.fileName) },
      transferNumber: transferNumber ?? 0,
      entityBytes: entityBytes ?? 0,
      ...optional('freeText', freeText),
    })
  }

  // — the role —

  timeAllowedMs(): number | undefined {
    const { state, awaitsAcknowledgement } = this.session
    return responderTimeoutMs(state, this.options.timers, awaitsAcknowledgement)
  }

  timeoutReason = (): number => (this.session.state === 'CN03' ? 313 : 317)

  takeFirst = (bytes: Uint8Array): Uint8Array => bytes

  receivedOther(entity: Uint8Array): boolean {
    const preConnection = this.preConnected ? null : decodePreConnection(entity)
    if (preConnection === null || this.session.state !== 'CN01') return false
    this.preConnected = true
    this.session.emit({ type: 'pre-connection', ...preConnection })
    this.session.pushEntity(acknowledged)
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
        this.session.send('ACK(CREATE)', {
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
        this.session.send('ACK(MSG)', { diagnostic: { type: 2, reason: 200 } })
        return true
      default:
        return false
    }
  }

  received(fpdu: Fpdu): void {
    const { name, parameters, src } = fpdu
    const { session } = this
    const diagnostic = parameters.diagnostic ?? success
    switch (name) {
      case 'CONNECT':
        return this.connectRequested(parameters, src)
      case 'CREATE':
        this.request = parameters
        if (!mayDo(this.accessType, 'CREATE')) return this.refuseDirection(name)
        return session.emit({
          type: 'create-requested',
          request: createRequest(parameters),
          parameters,
        })
      case 'SELECT':
        this.request = parameters
        if (!mayDo(this.accessType, 'SELECT')) return this.refuseDirection(name)
        return session.emit({
          type: 'select-requested',
          request: selectRequest(parameters),
          parameters,
        })
      case 'ORF':
        this.requestedCompression = compressionOf(parameters.compression)
        return session.emit({ type: 'open-requested', compression: this.requestedCompression })
      case 'WRITE':
        return session.emit({ type: 'write-requested' })
      case 'READ':
        return session.emit({ type: 'read-requested', restartPoint: parameters.restartPoint ?? 0 })
      case 'TRANS.END':
        if (!isSuccess(diagnostic)) session.oddity('TRANS.END carries a diagnostic')
        return session.emit({
          type: 'transfer-end-requested',
          ...optional('byteCount', parameters.byteCount),
          ...optional('articleCount', parameters.articleCount),
        })
      case 'CRF':
        return session.emit({ type: 'close-requested', diagnostic })
      case 'DESELECT':
        return session.emit({ type: 'deselect-requested', diagnostic })
      case 'RELEASE':
        return session.emit({ type: 'release-requested', diagnostic, ...textIn(parameters) })
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
    if ((parameters.crc ?? false) !== this.session.crc)
      return this.refuseConnect(
        { type: 3, reason: 323 },
        'PI 1 and the checksum of CONNECT disagree',
      )
    this.session.emit({ type: 'connect-requested', parameters })
  }

  /** CREATE on a connection for reading, or SELECT on one for writing (PI 22). */
  private refuseDirection(name: 'CREATE' | 'SELECT'): void {
    const diagnostic: Diagnostic = { type: 2, reason: 226 }
    if (name === 'SELECT') return this.refuseSelect(diagnostic)
    this.session.send('ACK(CREATE)', { diagnostic, entityBytes: this.request.entityBytes ?? 0 })
  }

  private takeMessage(fpdu: Fpdu): void {
    if (fpdu.name === 'MSG' || fpdu.name === 'MSGDM') this.request = fpdu.parameters
    const whole = this.messages.take(fpdu)
    if (whole !== null) this.session.emit({ type: 'message-received', ...whole })
  }
}

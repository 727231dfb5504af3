// The requester: it sends CONNECT, then CREATE or SELECT, and everything up to RELEASE (PeSIT E §4.8).

import type { Fpdu } from '../../fpdu/fpdu.ts'
import type { Diagnostic, Parameters } from '../../parameters/parameters.ts'
import type { CompressionType } from '../../data/compression.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { encodePreConnection } from '../../wire/pre-connection.ts'
import { compressionOf, isWithin, joinAccess, mayDo, optionOf } from '../access.ts'
import { negotiate, optional, selectedFile, textIn, transferAnswer, verdict } from '../views.ts'
import type { CreateRequest, MessageRequest, SelectRequest, SessionCommand } from '../commands.ts'
import { createSession } from '../create-session.ts'
import { performData } from '../data/commands.ts'
import type { RefusedRequest } from '../events.ts'
import { messageFpdus } from '../data/messages.ts'
import { usualPace } from '../pace.ts'
import { PreConnectionReply, type Reply } from '../pre-connection-reply.ts'
import { type RequesterOptions, requesterTimeoutMs } from './options.ts'
import { requesterTable } from './table.ts'
import type { Role } from '../role.ts'
import type { Session } from '../session.ts'
import { SessionState } from '../state.ts'
import { notPossible } from '../tolerance.ts'

const success: Diagnostic = { type: 0, reason: 0 }

export function createRequester(options: RequesterOptions): Session {
  const role = new Requester(options)
  return createSession(role.session, role, options.pace ?? usualPace)
}

class Requester implements Role {
  private readonly options: RequesterOptions
  readonly session: SessionState
  /** Reads the reply to the pre-connection, which is not an FPDU. */
  private reply: PreConnectionReply | undefined
  private restarted = false
  private proposedEntityBytes = 0
  private requestedCompression: CompressionType | null = null

  constructor(options: RequesterOptions) {
    this.options = options
    this.session = new SessionState(options, requesterTable)
    if (options.crc !== true) return
    this.session.crc = true
    this.session.reader.expectChecksums()
  }

  // — commands —

  perform(command: SessionCommand): void {
    const { session } = this
    switch (command.type) {
      case 'connect':
        return this.connect()
      case 'create':
        return this.create(command.request)
      case 'select':
        return this.select(command.request)
      case 'open':
        this.refuseAfterInterrupt('ORF')
        session.send('ORF', { compression: command.compression ?? optionOf(null) })
        this.requestedCompression = compressionOf(command.compression)
        return
      case 'write':
        this.refuseAfterInterrupt('WRITE')
        return session.send('WRITE', {})
      case 'read':
        this.refuseAfterInterrupt('READ')
        session.send('READ', { restartPoint: command.restartPoint })
        session.intake.recordwise = command.recordwise === true
        return
      case 'end-transfer':
        return session.send('TRANS.END', {
          byteCount: session.counts.dataBytes,
          articleCount: session.counts.articles,
        })
      case 'close':
        return session.send('CRF', { diagnostic: command.diagnostic ?? success })
      case 'deselect':
        return session.send('DESELECT', { diagnostic: command.diagnostic ?? success })
      case 'message':
        return this.message(command.request, command.message)
      case 'release':
        return session.send('RELEASE', { diagnostic: success }, { src: this.options.connectionId })
      case 'data':
      case 'sync':
      case 'end-data':
      case 'acknowledge-sync':
      case 'resync':
      case 'accept-resync':
      case 'interrupt':
      case 'abort':
        return performData(session, command)
      default:
        throw notPossible(`${command.type} is a command of the responder`)
    }
  }

  private connect(): void {
    const { preConnection, framing } = this.options
    if (preConnection === undefined) return this.sendConnect()
    const bytes = encodePreConnection(preConnection)
    this.session.state = this.session.allowed('snd PRE-CONNECTION')
    this.session.pushEntity(bytes)
    this.reply = new PreConnectionReply(framing)
  }

  private sendConnect(): void {
    const { requester, server, accessType, connectionId, crc, resync } = this.options
    const parameters: Parameters = {
      requester,
      server,
      version: 2,
      accessType,
      ...(crc === true ? { crc } : {}),
      ...(resync === true ? { resync } : {}),
      ...optional('accessControl', joinAccess(this.options.password, this.options.newPassword)),
      ...optional('sync', this.options.sync),
      ...optional('freeText', this.options.freeText),
    }
    this.session.send('CONNECT', parameters, { src: connectionId })
  }

  private create(request: CreateRequest): void {
    const { restarted, ...rest } = request
    this.refuseAccess('CREATE')
    this.session.send('CREATE', { ...rest, ...(restarted ? { restarted } : {}) })
    this.session.newFile(request)
    this.restarted = restarted
    this.proposedEntityBytes = request.entityBytes
  }

  private select(request: SelectRequest): void {
    const { restarted, ...rest } = request
    this.refuseAccess('SELECT')
    this.session.send('SELECT', { ...rest, ...(restarted ? { restarted } : {}) })
    this.restarted = restarted
    this.proposedEntityBytes = request.entityBytes
  }

  /** Sends all segments at once; one answer follows. */
  private message(request: MessageRequest, message: Uint8Array): void {
    for (const { name, parameters } of messageFpdus(request, message))
      this.session.send(name, parameters)
  }

  private refuseAccess(name: 'CREATE' | 'SELECT'): void {
    const { accessType } = this.options
    if (!mayDo(accessType, name))
      throw notPossible(`${name} is not possible on a connection for ${accessType} (PI 22)`)
  }

  private refuseAfterInterrupt(name: string): void {
    if (!this.session.interrupted) return
    throw notPossible(`${name} is not possible after an interruption`)
  }

  // — the role —

  timeAllowedMs(): number | undefined {
    const { state, awaitsAcknowledgement } = this.session
    return requesterTimeoutMs(state, this.options.timers, awaitsAcknowledgement)
  }

  timeoutReason = (): number => 317
  answerMissing = (): boolean => false
  receivedOther = (): boolean => false

  /** Takes the reply to the pre-connection, and returns the bytes behind it. */
  takeFirst(bytes: Uint8Array): Uint8Array {
    if (this.reply === undefined) return bytes
    const reply = this.reply.push(bytes)
    if (reply === null) return new Uint8Array(0)
    this.reply = undefined
    if (!(reply instanceof ProtocolError)) return this.judgeReply(reply)
    this.session.abort(reply.diagnostic, `the reply to the pre-connection: ${reply.message}`)
    return new Uint8Array(0)
  }

  private judgeReply({ meaning, rest }: Reply): Uint8Array {
    if (meaning === 'acknowledged') {
      this.sendConnect()
      return rest
    }
    const text =
      meaning === 'refused'
        ? 'the pre-connection was refused (NAK0)'
        : 'the answer to the pre-connection is neither ACK0 nor NAK0'
    const diagnostic: Diagnostic = { type: 3, reason: 304 }
    this.session.emit({ type: 'refused', request: 'connect', diagnostic, text })
    this.session.end()
    return rest
  }

  received(fpdu: Fpdu): void {
    const { name, parameters, src } = fpdu
    switch (name) {
      case 'ACONNECT':
        return this.accepted(parameters, src)
      case 'RCONNECT':
        this.refused('connect', parameters)
        return this.session.end()
      case 'ACK(CREATE)':
        return this.answered('create', parameters, () => this.created(parameters))
      case 'ACK(SELECT)':
        return this.answered('select', parameters, () => this.selected(parameters))
      case 'ACK(ORF)':
        return this.answered('open', parameters, () => this.opened(parameters))
      case 'ACK(WRITE)':
        return this.answered('write', parameters, () => this.writeAccepted(parameters))
      case 'ACK(READ)':
        return this.answered('read', parameters, () => this.session.emit({ type: 'read-accepted' }))
      case 'ACK(TRANS.END)':
        return this.session.emit({ type: 'transfer-answered', ...transferAnswer(parameters) })
      case 'ACK(CRF)':
        return this.session.emit({ type: 'closed', ...verdict(parameters) })
      case 'ACK(DESELECT)':
        this.session.interrupted = false
        return this.session.emit({ type: 'deselected', ...verdict(parameters) })
      case 'ACK(MSG)':
        return this.session.emit({
          type: 'message-answered',
          diagnostic: parameters.diagnostic ?? { type: 3, reason: 399 },
          ...optional('message', parameters.message),
        })
      case 'RELCONF':
        this.session.emit({ type: 'released', ...textIn(parameters) })
        return this.session.end()
      default:
        return
    }
  }

  private accepted(parameters: Parameters, src: number): void {
    const negotiated = negotiate(this.options, parameters, src)
    const { intervalBytes, window, resync } = negotiated
    this.session.connected({ peerId: src, intervalKb: intervalBytes / 1024, window, resync })
    this.session.emit({ type: 'connected', negotiated })
  }

  private answered(request: RefusedRequest, parameters: Parameters, go: () => void): void {
    const { diagnostic } = parameters
    if (diagnostic !== undefined && diagnostic.type !== 0) return this.refused(request, parameters)
    go()
  }

  private refused(
    request: RefusedRequest,
    { diagnostic, freeText, diagnosticText }: Parameters,
  ): void {
    this.session.emit({
      type: 'refused',
      request,
      diagnostic: diagnostic ?? { type: 3, reason: 399 },
      ...optional('text', freeText ?? diagnosticText),
    })
  }

  private created({ entityBytes, transferNumber, freeText }: Parameters): void {
    this.session.emit({
      type: 'created',
      entityBytes: Math.min(this.proposedEntityBytes, entityBytes ?? this.proposedEntityBytes),
      ...optional('peerTransferNumber', transferNumber),
      ...optional('text', freeText),
    })
  }

  private selected(parameters: Parameters): void {
    this.session.newFile(parameters)
    this.session.emit({
      type: 'selected',
      selected: selectedFile(parameters, this.proposedEntityBytes),
    })
  }

  private opened(parameters: Parameters): void {
    const compression = compressionOf(parameters.compression)
    if (!isWithin(compression, this.requestedCompression)) {
      const reason = 'ACK(ORF) compresses what ORF did not ask to be compressed'
      return this.session.abort({ type: 3, reason: 315 }, reason)
    }
    this.session.agreeOn(compression)
    this.session.emit({ type: 'opened', compression })
  }

  private writeAccepted({ restartPoint }: Parameters): void {
    // When absent it is 0 for a new transfer; for a restart it cannot be guessed.
    if (restartPoint === undefined && this.restarted) {
      return this.session.abort({ type: 3, reason: 318 }, 'ACK(WRITE) of a restart lacks PI 18')
    }
    this.session.emit({ type: 'write-accepted', restartPoint: restartPoint ?? 0 })
  }
}

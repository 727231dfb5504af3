// Receiving: entities, their FPDUs, and what each means in the current state. Errors get the answer of the
// specification: IDT for data that cannot be accepted (class 2, PeSIT E §4.8 tables 8 and 9), RESYN for a
// damaged entity where it was agreed, ABORT for everything else; never an exception.

import { textIn } from './views.ts'
import { decodeFpdu, decodeHeader, type Header } from '../fpdu/decode.ts'
import type { Fpdu, FpduName } from '../fpdu/fpdu.ts'
import { carriesData } from '../fpdu/table.ts'
import type { Diagnostic } from '../parameters/parameters.ts'
import { ProtocolError } from '../protocol-error.ts'
import { checksumBytes, hasValidChecksum } from '../wire/checksum.ts'
import { takeDataControl } from './data/control.ts'
import { ignore } from './moves.ts'
import type { Role } from './role.ts'
import type { SessionState } from './state.ts'
import { keyOf, mayBeMissing, unusable, violation } from './tolerance.ts'

/** Does the work, and answers violations of the peer. */
export function guarded(session: SessionState, work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.fault !== 'remote') throw error
    if (error.diagnostic.type === 2 && receivesData(session)) return refuseData(session, error)
    session.abort(
      error.diagnostic.type === 3 ? error.diagnostic : { type: 3, reason: 311 },
      error.message,
    )
  }
}

export function takeEntities(
  session: SessionState,
  role: Role,
  entities: readonly Uint8Array[],
): void {
  for (const entity of entities) {
    if (session.over) return
    if (!role.receivedOther(entity)) takeEntity(session, role, entity)
  }
}

function takeEntity(session: SessionState, role: Role, entity: Uint8Array): void {
  const fpdus = withoutChecksum(session, entity)
  for (let offset = 0; offset < fpdus.length && !session.over; ) {
    const header = decodeHeader(fpdus, offset)
    const bytes = fpdus.subarray(offset, offset + header.lengthBytes)
    offset += header.lengthBytes
    // After a refusal, the rest of the entity is judged in the new state.
    guarded(session, () => {
      if (carriesData(header.name)) takeData(session, header, bytes.subarray(6))
      else takeControl(session, role, bytes)
    })
  }
}

const nothing = new Uint8Array(0)

/** Removes the checksum of an entity. Returns nothing when it is wrong: that was answered then. */
function withoutChecksum(session: SessionState, entity: Uint8Array): Uint8Array {
  detectChecksumOfConnect(session, entity)
  if (!session.crc) return entity
  const fpdu = entity.subarray(0, entity.length - checksumBytes)
  const { lengthBytes } = decodeHeader(entity)
  if (lengthBytes !== fpdu.length)
    throw violation(
      `an entity of ${entity.length} bytes holds an FPDU of ${lengthBytes} and its checksum`,
    )
  if (hasValidChecksum(entity)) return fpdu
  answerDamage(session)
  return nothing
}

/** PI 1 is known only when CONNECT is read, but CONNECT itself carries a checksum already. */
function detectChecksumOfConnect(session: SessionState, entity: Uint8Array): void {
  if (session.crc || session.state !== 'CN01' || entity.length < 6 + checksumBytes) return
  const fpduBytes = (entity[0] ?? 0) * 256 + (entity[1] ?? 0)
  if (fpduBytes + checksumBytes !== entity.length) return
  session.crc = true
  session.reader.expectChecksums()
}

/** PeSIT E §4.3.2.3: RESYN 1-100 in the data phase where it was agreed, else ABORT 3-310. */
function answerDamage(session: SessionState): void {
  const canGoBack = session.resync && receivesData(session) && /02[AB]$/.test(session.state)
  if (!canGoBack) return session.abort({ type: 3, reason: 310 }, 'a checksum is wrong')
  session.goBack({ type: 1, reason: 100 }, session.counts.lastAcknowledged)
}

/** Whether file data comes to us in this state, or has just come. */
function receivesData({ state }: SessionState): boolean {
  return /^(TDE0[27]B|TDL0[27]A)$/.test(state)
}

/** Sends IDT with code 4: nothing is kept behind the last sync point, and a restart may follow. */
function refuseData(session: SessionState, { diagnostic, message }: ProtocolError): void {
  session.intake.discard()
  session.send('IDT', { diagnostic, endCode: 4 })
  session.interrupted = true
  session.emit({ type: 'data-refused', diagnostic, reason: message })
}

function takeControl(session: SessionState, role: Role, bytes: Uint8Array): void {
  session.controls += 1
  const { fpdu, oddities, missing } = decodeFpdu(bytes)
  for (const what of oddities) session.oddity(what)
  if (fpdu.name === 'ABORT') return peerAborted(session, fpdu)
  noteStrangeId(session, fpdu)
  const next = session.next(keyOf(fpdu))
  if (next === ignore) return
  if (next === undefined || forbiddenNow(session, fpdu.name))
    throw outOfTurn(fpdu.name, session.state)
  session.acceptedFpdus += 1
  const lacking = missing.filter((what) => !mayBeMissing(fpdu, what))
  const essential = [...lacking, ...unusable(fpdu)]
  const before = session.state
  session.state = next
  if (essential.length > 0) {
    if (!role.answerMissing(fpdu, essential))
      session.abort({ type: 3, reason: 318 }, `${fpdu.name} lacks ${essential.join(', ')}`)
    return
  }
  try {
    if (!takeDataControl(session, fpdu)) role.received(fpdu)
  } catch (error) {
    // IDT is sent in the state in which the refused FPDU came.
    session.state = before
    throw error
  }
}

function forbiddenNow(session: SessionState, name: FpduName): boolean {
  if (session.interrupted && ['ORF', 'WRITE', 'READ'].includes(name)) return true
  return !session.resync && (name === 'RESYN' || name === 'ACK(RESYN)')
}

function noteStrangeId(session: SessionState, { name, dst }: Fpdu): void {
  const ours = session.options.connectionId
  if (name !== 'CONNECT' && dst !== ours)
    session.oddity(`${name} is addressed to ${dst}, we are ${ours}`)
}

function peerAborted(session: SessionState, { parameters }: Fpdu): void {
  const diagnostic: Diagnostic = parameters.diagnostic ?? { type: 3, reason: 399 }
  const reason = 'the other side sent ABORT'
  session.emit({ type: 'aborted', by: 'peer', diagnostic, reason, ...textIn(parameters) })
  session.end()
}

function takeData(session: SessionState, { name, src }: Header, body: Uint8Array): void {
  const next = session.next('rcv DTF')
  if (next === ignore) return
  if (next === undefined) throw outOfTurn(name, session.state)
  session.acceptedFpdus += 1
  const { dataBytes, articles, oddity } = session.intake.take(name, src, body)
  session.counts.dataBytes += dataBytes
  session.counts.articles += articles
  if (oddity !== null) session.oddity(oddity)
}

function outOfTurn(name: string, state: string): ProtocolError {
  return violation(`${name} is out of turn (state ${state})`)
}

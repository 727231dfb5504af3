// What comes in: entities, their FPDUs, and what the state makes of each. Whatever is wrong with it gets the
// answer of the specification: IDT for data that cannot be taken (class 2, PeSIT E §4.8 tables 8 and 9),
// RESYN for a damaged entity where that was agreed, ABORT for everything else; never an exception.

import { textOf } from './answer-views.ts'
import { decodeFpdu, decodeHeader, type Header } from '../fpdu/decode.ts'
import type { Fpdu, FpduName } from '../fpdu/fpdu.ts'
import { carriesData } from '../fpdu/table.ts'
import type { Diagnostic } from '../parameters/parameters.ts'
import { ProtocolError } from '../protocol-error.ts'
import { checksumBytes, hasValidChecksum } from '../wire/checksum.ts'
import type { Core } from './core.ts'
import { takeDataControl } from './data/control.ts'
import { ignore, nextOf } from './moves.ts'
import { keyOf, mayBeMissing, unusable, violation } from './tolerance.ts'

/** Does the work, and answers what the peer's bytes do wrong. */
export function guarded(core: Core, work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.fault !== 'remote') throw error
    if (error.diagnostic.type === 2 && receivesData(core)) return refuseData(core, error)
    core.abort(
      error.diagnostic.type === 3 ? error.diagnostic : { type: 3, reason: 311 },
      error.message,
    )
  }
}

export function takeEntities(core: Core, entities: readonly Uint8Array[]): void {
  for (const entity of entities) {
    if (core.over) return
    if (!core.role.receivedOther(entity)) takeEntity(core, entity)
  }
}

function takeEntity(core: Core, entity: Uint8Array): void {
  const fpdus = withoutChecksum(core, entity)
  for (let offset = 0; offset < fpdus.length && !core.over; ) {
    const header = decodeHeader(fpdus, offset)
    const bytes = fpdus.subarray(offset, offset + header.lengthBytes)
    offset += header.lengthBytes
    // What follows in the same entity is judged by the state that a refusal led to.
    guarded(core, () => {
      if (carriesData(header.name)) takeData(core, header, bytes.subarray(6))
      else takeControl(core, bytes)
    })
  }
}

const nothing = new Uint8Array(0)

/** The FPDU of an entity that carries a checksum behind it; nothing when that is wrong and was answered. */
function withoutChecksum(core: Core, entity: Uint8Array): Uint8Array {
  noteWhetherConnectHasOne(core, entity)
  if (!core.crc) return entity
  const fpdu = entity.subarray(0, entity.length - checksumBytes)
  const { lengthBytes } = decodeHeader(entity)
  if (lengthBytes !== fpdu.length)
    throw violation(
      `an entity of ${entity.length} bytes holds an FPDU of ${lengthBytes} and its checksum`,
    )
  if (hasValidChecksum(entity)) return fpdu
  answerDamage(core)
  return nothing
}

/** PI 1 is known only once CONNECT is read, and CONNECT has its checksum already. */
function noteWhetherConnectHasOne(core: Core, entity: Uint8Array): void {
  if (core.crc || core.state !== 'CN01' || entity.length < 6 + checksumBytes) return
  const fpduBytes = (entity[0] ?? 0) * 256 + (entity[1] ?? 0)
  if (fpduBytes + checksumBytes !== entity.length) return
  core.crc = true
  core.reader.expectChecksums()
}

/** PeSIT E §4.3.2.3: RESYN 1-100 in the data phase where it was agreed, else ABORT 3-310. */
function answerDamage(core: Core): void {
  const canGoBack = core.resync && receivesData(core) && /02[AB]$/.test(core.state)
  if (!canGoBack) return core.abort({ type: 3, reason: 310 }, 'a checksum is wrong')
  core.goBack({ type: 1, reason: 100 }, core.counts.lastAcknowledged)
}

/** Whether file data comes to us in this state, or has just come. */
function receivesData({ state }: Core): boolean {
  return /^(TDE0[27]B|TDL0[27]A)$/.test(state)
}

/** IDT with code 4: nothing of it is kept beyond the last sync point, and a restart may follow. */
function refuseData(core: Core, { diagnostic, message }: ProtocolError): void {
  core.intake.discard()
  core.send('IDT', { diagnostic, endCode: 4 })
  core.interrupted = true
  core.emit({ type: 'data-refused', diagnostic, reason: message })
}

function takeControl(core: Core, bytes: Uint8Array): void {
  core.controls += 1
  const { fpdu, oddities, missing } = decodeFpdu(bytes)
  for (const what of oddities) core.oddity(what)
  if (fpdu.name === 'ABORT') return peerAborted(core, fpdu)
  noteStrangeId(core, fpdu)
  const next = nextOf(core.role.table, core.state, keyOf(fpdu))
  if (next === ignore) return
  if (next === undefined || forbiddenNow(core, fpdu.name)) throw outOfTurn(fpdu.name, core.state)
  core.taken += 1
  const lacking = missing.filter((what) => !mayBeMissing(fpdu, what))
  const essential = [...lacking, ...unusable(fpdu)]
  const before = core.state
  core.state = next
  if (essential.length > 0) {
    if (!core.role.answerMissing(fpdu, essential))
      core.abort({ type: 3, reason: 318 }, `${fpdu.name} lacks ${essential.join(', ')}`)
    return
  }
  try {
    if (!takeDataControl(core, fpdu)) core.role.received(fpdu, missing)
  } catch (error) {
    // What is refused by IDT is refused in the state in which it came.
    core.state = before
    throw error
  }
}

function forbiddenNow(core: Core, name: FpduName): boolean {
  if (core.interrupted && ['ORF', 'WRITE', 'READ'].includes(name)) return true
  return !core.resync && (name === 'RESYN' || name === 'ACK(RESYN)')
}

function noteStrangeId(core: Core, { name, dst }: Fpdu): void {
  const ours = core.options.connectionId
  if (name !== 'CONNECT' && dst !== ours)
    core.oddity(`${name} is addressed to ${dst}, we are ${ours}`)
}

function peerAborted(core: Core, { parameters }: Fpdu): void {
  const diagnostic: Diagnostic = parameters.diagnostic ?? { type: 3, reason: 399 }
  const reason = 'the other side sent ABORT'
  core.emit({ type: 'aborted', by: 'peer', diagnostic, reason, ...textOf(parameters) })
  core.end()
}

function takeData(core: Core, { name, src }: Header, body: Uint8Array): void {
  const next = nextOf(core.role.table, core.state, 'rcv DTF')
  if (next === ignore) return
  if (next === undefined) throw outOfTurn(name, core.state)
  core.taken += 1
  const { dataBytes, articles, oddity } = core.intake.take(name, src, body)
  core.counts.dataBytes += dataBytes
  core.counts.articles += articles
  if (oddity !== null) core.oddity(oddity)
}

function outOfTurn(name: string, state: string): ProtocolError {
  return violation(`${name} is out of turn (state ${state})`)
}

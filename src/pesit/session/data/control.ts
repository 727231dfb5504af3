// Receiving the control FPDUs of the data phase, the same in both roles.

import { textIn } from '../views.ts'
import type { Fpdu } from '../../fpdu/fpdu.ts'
import { ProtocolError } from '../../protocol-error.ts'
import type { SessionState } from '../state.ts'
import { violation } from '../tolerance.ts'

/** SYN, ACK(SYN), DTF.END, RESYN, IDT and their answers. False: the FPDU is not one of these. */
export function takeDataControl(session: SessionState, { name, parameters }: Fpdu): boolean {
  switch (name) {
    case 'SYN':
      return tookSync(session, parameters.syncNumber ?? 0)
    case 'ACK(SYN)':
      return tookAcknowledgement(session, parameters.syncNumber ?? 0)
    case 'DTF.END':
      if (session.intake.insideRecord)
        throw violation('DTF.END comes before the last segment of a record')
      session.emit({
        type: 'data-ended',
        diagnostic: parameters.diagnostic ?? { type: 0, reason: 0 },
        ...textIn(parameters),
      })
      return true
    case 'RESYN':
      if (session.tooManyResyncs()) return true
      session.intake.discard()
      session.emit({
        type: 'resync-requested',
        diagnostic: parameters.diagnostic ?? { type: 1, reason: 100 },
        restartPoint: knownPoint(session, parameters.restartPoint ?? 0),
        ...textIn(parameters),
      })
      return true
    case 'ACK(RESYN)': {
      const restartPoint = parameters.restartPoint ?? 0
      if (session.rewindTo(restartPoint))
        session.emit({ type: 'resync-acknowledged', restartPoint })
      return true
    }
    case 'IDT':
      session.send('ACK(IDT)', {})
      session.interrupted = true
      session.emit({
        type: 'interrupted',
        diagnostic: parameters.diagnostic ?? { type: 2, reason: 299 },
        endCode: parameters.endCode ?? 4,
        ...textIn(parameters),
      })
      return true
    case 'ACK(IDT)':
      session.interrupted = true
      session.emit({ type: 'interrupt-acknowledged' })
      return true
    default:
      return false
  }
}

/**
 * A resumed transfer does not know the points before its restart, and a long one drops the oldest. A RESYN to
 * such a point is answered with the start of the file, which is always allowed (PeSIT E §4.8.3).
 */
function knownPoint(session: SessionState, wanted: number): number {
  if (session.places.of(wanted) !== undefined) return wanted
  session.oddity(
    `RESYN names sync point ${wanted}, whose place is not known: from the start instead`,
  )
  return 0
}

/** The maximum number of open sync points beyond the window: our acknowledgements may be late. */
const maximumOpenPoints = 16

function tookSync(session: SessionState, number: number): true {
  if (session.intake.insideRecord) throw violation('SYN stands between the segments of a record')
  if (session.intervalBytes === 0) throw violation('SYN without sync points having been agreed')
  const { lastSync, lastAcknowledged, dataBytes } = session.counts
  if (number !== lastSync + 1) {
    throw new ProtocolError(`sync point ${number} follows ${lastSync}`, {
      fault: 'remote',
      diagnostic: { type: 2, reason: 218 },
    })
  }
  const sinceLast = dataBytes - (session.places.of(lastSync)?.dataBytes ?? 0)
  if (sinceLast > session.intervalBytes)
    session.oddity(
      `${sinceLast} bytes came between two sync points, ${session.intervalBytes} were agreed`,
    )
  const open = number - lastAcknowledged
  if (session.window > 0 && open > session.window) {
    const what = `${open} sync points are open, ${session.window} were agreed`
    if (open > session.window + maximumOpenPoints)
      throw new ProtocolError(what, { fault: 'remote', diagnostic: { type: 2, reason: 217 } })
    session.oddity(what)
  }
  session.passSync(number)
  session.emit({ type: 'sync-received', number })
  return true
}

function tookAcknowledgement(session: SessionState, number: number): true {
  if (number > session.counts.lastSync)
    throw violation(
      `sync point ${number} is acknowledged, the last one sent is ${session.counts.lastSync}`,
    )
  if (number <= session.counts.lastAcknowledged) {
    session.oddity(`sync point ${number} is acknowledged again`)
    return true
  }
  session.counts.lastAcknowledged = number
  session.emit({ type: 'sync-acknowledged', number })
  return true
}

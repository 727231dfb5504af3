// What the peer says between data, the same for both roles.

import { textOf } from '../answer-views.ts'
import type { Fpdu } from '../../fpdu/fpdu.ts'
import { ProtocolError } from '../../protocol-error.ts'
import type { Core } from '../core.ts'
import { violation } from '../tolerance.ts'

/** SYN, ACK(SYN), DTF.END, IDT and ACK(IDT): the same for both roles. */
export function takeDataControl(core: Core, { name, parameters }: Fpdu): boolean {
  switch (name) {
    case 'SYN':
      return tookSync(core, parameters.syncNumber ?? 0)
    case 'ACK(SYN)':
      return tookAcknowledgement(core, parameters.syncNumber ?? 0)
    case 'DTF.END':
      if (core.intake.insideRecord)
        throw violation('DTF.END comes before the last segment of a record')
      core.emit({
        type: 'data-ended',
        diagnostic: parameters.diagnostic ?? { type: 0, reason: 0 },
        ...textOf(parameters),
      })
      return true
    case 'RESYN':
      if (core.tooManyResyncs()) return true
      core.intake.discard()
      core.emit({
        type: 'resync-requested',
        diagnostic: parameters.diagnostic ?? { type: 1, reason: 100 },
        restartPoint: knownPoint(core, parameters.restartPoint ?? 0),
        ...textOf(parameters),
      })
      return true
    case 'ACK(RESYN)': {
      const restartPoint = parameters.restartPoint ?? 0
      if (core.rewindTo(restartPoint)) core.emit({ type: 'resync-acknowledged', restartPoint })
      return true
    }
    case 'IDT':
      core.send('ACK(IDT)', {})
      core.interrupted = true
      core.emit({
        type: 'interrupted',
        diagnostic: parameters.diagnostic ?? { type: 2, reason: 299 },
        endCode: parameters.endCode ?? 4,
        ...textOf(parameters),
      })
      return true
    case 'ACK(IDT)':
      core.interrupted = true
      core.emit({ type: 'interrupt-acknowledged' })
      return true
    default:
      return false
  }
}

/**
 * A transfer that was resumed knows nothing of the points before, and a long one forgets the oldest: whoever
 * names one of these gets the start, which is known for ever and may always be answered (PeSIT E §4.8.3).
 */
function knownPoint(core: Core, wanted: number): number {
  if (core.places.of(wanted) !== undefined) return wanted
  core.oddity(`RESYN names sync point ${wanted}, whose place is not known: from the start instead`)
  return 0
}

/** Beyond the window: so many of our acknowledgements may be late, not more. */
const mostOpenPoints = 16

function tookSync(core: Core, number: number): true {
  if (core.intake.insideRecord) throw violation('SYN stands between the segments of a record')
  if (core.intervalBytes === 0) throw violation('SYN without sync points having been agreed')
  const { lastSync, lastAcknowledged, dataBytes } = core.counts
  if (number !== lastSync + 1) {
    throw new ProtocolError(`sync point ${number} follows ${lastSync}`, {
      fault: 'remote',
      diagnostic: { type: 2, reason: 218 },
    })
  }
  const sinceLast = dataBytes - (core.places.of(lastSync)?.dataBytes ?? 0)
  if (sinceLast > core.intervalBytes)
    core.oddity(
      `${sinceLast} bytes came between two sync points, ${core.intervalBytes} were agreed`,
    )
  const open = number - lastAcknowledged
  if (core.window > 0 && open > core.window) {
    const what = `${open} sync points are open, ${core.window} were agreed`
    if (open > core.window + mostOpenPoints)
      throw new ProtocolError(what, { fault: 'remote', diagnostic: { type: 2, reason: 217 } })
    core.oddity(what)
  }
  core.passSync(number)
  core.emit({ type: 'sync-received', number })
  return true
}

function tookAcknowledgement(core: Core, number: number): true {
  if (number > core.counts.lastSync)
    throw violation(
      `sync point ${number} is acknowledged, the last one sent is ${core.counts.lastSync}`,
    )
  if (number <= core.counts.lastAcknowledged) {
    core.oddity(`sync point ${number} is acknowledged again`)
    return true
  }
  core.counts.lastAcknowledged = number
  core.emit({ type: 'sync-acknowledged', number })
  return true
}

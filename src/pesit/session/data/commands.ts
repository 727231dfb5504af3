// What a sender and a receiver of file data may ask, the same for both roles.

import type { DataCommand } from '../commands.ts'
import type { Core } from '../core.ts'
import { nextOf } from '../moves.ts'
import { notPossible } from '../tolerance.ts'

export function performData(core: Core, command: DataCommand): void {
  switch (command.type) {
    case 'data':
      core.state = core.allowed('snd DTF')
      core.counts.dataBytes += command.dataBytes
      core.counts.articles += command.articles
      core.pushFramed(command.entities)
      return
    case 'sync':
      return sendSync(core)
    case 'end-data':
      return core.send('DTF.END', { diagnostic: command.diagnostic ?? { type: 0, reason: 0 } })
    case 'acknowledge-sync':
      return acknowledgeSync(core, command.number)
    case 'resync':
      refuseWithoutResync(core)
      if (core.places.of(command.restartPoint) === undefined)
        throw notPossible(`sync point ${command.restartPoint} is not known to this session`)
      core.allowed('snd RESYN')
      return core.goBack(command.diagnostic, command.restartPoint)
    case 'accept-resync':
      return acceptResync(core, command.restartPoint)
    case 'interrupt':
      return core.send('IDT', { diagnostic: command.diagnostic, endCode: command.endCode })
    case 'abort':
      return core.abort(command.diagnostic, 'we gave up')
  }
}

function refuseWithoutResync(core: Core): void {
  if (!core.resync) throw notPossible('RESYN was not agreed on')
}

function acceptResync(core: Core, restartPoint: number): void {
  if (core.places.of(restartPoint) === undefined)
    throw notPossible(`sync point ${restartPoint} is not known to this session`)
  core.send('ACK(RESYN)', { restartPoint })
  core.rewindTo(restartPoint)
}

/**
 * The peer may have ended, interrupted or taken back the data in the same bytes that brought the SYN, before our
 * disk was done: then the acknowledgement is owed no more, as TRANS.END, IDT and RESYN settle what was open.
 */
function acknowledgeSync(core: Core, number: number): void {
  const isLate = nextOf(core.role.table, core.state, 'snd ACK(SYN)') === undefined
  if (isLate || core.over || number > core.counts.lastSync) return
  // A window of 0 means that nobody waits for it (PeSIT E §4.7.3 PI 7).
  if (core.window > 0) core.send('ACK(SYN)', { syncNumber: number })
  core.counts.lastAcknowledged = number
}

function sendSync(core: Core): void {
  core.allowed('snd SYN')
  if (core.windowLeft <= 0) {
    throw notPossible('the window is closed: no further sync point before an acknowledgement')
  }
  const number = core.counts.lastSync + 1
  core.send('SYN', { syncNumber: number })
  core.passSync(number)
}

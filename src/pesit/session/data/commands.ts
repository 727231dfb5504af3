// The commands of the sender and of the receiver of file data, the same in both roles.

import type { DataCommand } from '../commands.ts'
import type { SessionState } from '../state.ts'
import { notPossible } from '../tolerance.ts'

export function performData(session: SessionState, command: DataCommand): void {
  switch (command.type) {
    case 'data':
      session.state = session.allowed('snd DTF')
      session.counts.dataBytes += command.dataBytes
      session.counts.articles += command.articles
      session.pushFramed(command.entities)
      return
    case 'sync':
      return sendSync(session)
    case 'end-data':
      return session.send('DTF.END', { diagnostic: command.diagnostic ?? { type: 0, reason: 0 } })
    case 'acknowledge-sync':
      return acknowledgeSync(session, command.number)
    case 'resync':
      refuseWithoutResync(session)
      if (session.places.of(command.restartPoint) === undefined)
        throw notPossible(`sync point ${command.restartPoint} is not known to this session`)
      session.allowed('snd RESYN')
      return session.goBack(command.diagnostic, command.restartPoint)
    case 'accept-resync':
      return acceptResync(session, command.restartPoint)
    case 'interrupt':
      return session.send('IDT', { diagnostic: command.diagnostic, endCode: command.endCode })
    case 'abort':
      return session.abort(command.diagnostic, 'we gave up')
  }
}

function refuseWithoutResync(session: SessionState): void {
  if (!session.resync) throw notPossible('RESYN was not agreed on')
}

function acceptResync(session: SessionState, restartPoint: number): void {
  if (session.places.of(restartPoint) === undefined)
    throw notPossible(`sync point ${restartPoint} is not known to this session`)
  session.send('ACK(RESYN)', { restartPoint })
  session.rewindTo(restartPoint)
}

/**
 * Before our disk was done, the peer may have ended, interrupted or resynchronised the transfer. Then
 * ACK(SYN) is not sent any more, because TRANS.END, IDT and RESYN settle all open sync points.
 */
function acknowledgeSync(session: SessionState, number: number): void {
  const isLate = session.next('snd ACK(SYN)') === undefined
  if (isLate || session.over || number > session.counts.lastSync) return
  // With a window of 0 the sender awaits no acknowledgement (PeSIT E §4.7.3 PI 7).
  if (session.window > 0) session.send('ACK(SYN)', { syncNumber: number })
  session.counts.lastAcknowledged = number
}

function sendSync(session: SessionState): void {
  session.allowed('snd SYN')
  if (session.windowLeft <= 0) {
    throw notPossible('the window is closed: no further sync point before an acknowledgement')
  }
  const number = session.counts.lastSync + 1
  session.send('SYN', { syncNumber: number })
  session.passSync(number)
}

// RESYN to a point whose place this session does not know, because the transfer was resumed behind it.

import { expect, test } from 'vitest'
import { createResponder } from '../../../src/pesit/session/responder/responder.ts'

const bytes = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex')
/** A prefixed FPDU to the responder, with its lengths. */
function fpdu(phaseAndType: string, ids: string, units = ''): string {
  const length = (6 + bytes(units).length).toString(16).padStart(4, '0')
  return `${length} ${length} ${phaseAndType} ${ids} ${units}`
}
const hex = (piece: Uint8Array) => Buffer.from(piece).toString('hex')

test('a point before the one from which a transfer continues is answered with the start', () => {
  const session = createResponder({
    framing: 'prefixed',
    connectionId: 0x61,
    abortForm: 'raw',
    maximumEntityBytes: 4096,
    timers: { connectMs: 1, answerMs: 1, longAnswerMs: 1, idleMs: 1 },
    maximumSync: { intervalKb: 1, window: 1 },
    resync: true,
  })
  const hear = (text: string) => session.receive(bytes(text), 0).events
  // CONNECT, PI 23 set; CREATE with PI 15: a restart.
  hear(
    fpdu('4020', '0001', '0307434F5250434C49 040742414E4B535256 060102 0703000101 160100 170101'),
  )
  session.command({ type: 'accept-connect' }, 0)
  hear(
    fpdu(
      'C011',
      '6100',
      '090D 0B0100 0C08564952454D454E54 0D0107 0F0101 110100 19021000 1E04 20020200 2806 290100 2A0102 320E 330C323630393330303831353030',
    ),
  )
  session.command({ type: 'accept-create' }, 0)
  hear(fpdu('C014', '6100', '15020000'))
  session.command({ type: 'accept-open' }, 0)
  hear(fpdu('C002', '6100'))
  session.command({ type: 'accept-write', restartPoint: 65 }, 0)
  session.resumeAt(65, 66_560, 65)

  // RESYN, 1-100, to sync point 1.
  expect(hear(fpdu('C005', '6100', '0203010064 120101'))).toMatchObject([
    { type: 'oddity', what: expect.stringContaining('sync point 1') as string },
    { type: 'resync-requested', restartPoint: 0 },
  ])
  const { send } = session.command({ type: 'accept-resync', restartPoint: 0 }, 0)
  // ACK(RESYN) to sync point 0, addressed to the caller's 1.
  expect(send.map(hex)).toEqual(['00090009c0390100120100'])
  expect(session.state).toBe('TDE02B')
  expect(session.counts).toMatchObject({ dataBytes: 0, articles: 0, lastSync: 0 })
})

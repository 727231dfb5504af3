// A responder whose file is open for writing: what comes now is data.

import { createRequester } from '../../src/pesit/session/requester/requester.ts'
import { createResponder } from '../../src/pesit/session/responder/responder.ts'
import type { SessionCommand } from '../../src/pesit/session/commands.ts'
import type { Session } from '../../src/pesit/session/session.ts'

const timers = { connectMs: 1e9, answerMs: 1e9, longAnswerMs: 1e9, idleMs: 1e9 }
const common = { abortForm: 'raw', maximumEntityBytes: 65_535, timers } as const

export function writingPair(options: {
  readonly crc: boolean
  readonly compressed: boolean
  readonly recordwise: boolean
}): Session {
  const requester = createRequester({
    ...common,
    requester: 'CORPCLI',
    server: 'BANKSRV',
    password: 'SECRET01',
    accessType: 'write',
    sync: { intervalKb: 0, window: 0 },
    crc: options.crc,
    resync: false,
    framing: 'prefixed',
    connectionId: 1,
  })
  const responder = createResponder({
    ...common,
    framing: 'detect',
    connectionId: 0x61,
    maximumSync: { intervalKb: 0, window: 0 },
    resync: false,
  })
  const compression = { use: options.compressed, type: options.compressed ? 3 : 0 } as const
  const exchanges: readonly (readonly [SessionCommand, SessionCommand])[] = [
    [{ type: 'connect' }, { type: 'accept-connect' }],
    [{ type: 'create', request: create }, { type: 'accept-create' }],
    [
      { type: 'open', compression },
      { type: 'accept-open', compression },
    ],
    [{ type: 'write' }, { type: 'accept-write', restartPoint: 0, recordwise: options.recordwise }],
  ]
  for (const [asked, answered] of exchanges) {
    for (const bytes of requester.command(asked, 0).send) responder.receive(bytes, 0)
    for (const bytes of responder.command(answered, 0).send) requester.receive(bytes, 0)
  }
  return responder
}

const create = {
  file: { fileType: 0, fileName: 'VIREMENT' },
  transferNumber: 1,
  restarted: false,
  dataCode: 'binary',
  priority: 0,
  entityBytes: 65_535,
  logical: { articleFormat: 'variable', articleBytes: 65_535, organisation: 0, label: 'BENCH' },
  physical: { spaceUnit: 'kilobytes', maximumSpace: 2_000_000_000 },
  historical: { creationDate: '261124101112' },
} as const

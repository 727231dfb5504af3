// The FPDU and its parameters for answers that depend only on the command.

import { expect, test } from 'vitest'
import { type PlainAnswer, plainAnswer } from '../../../../src/pesit/session/responder/answers.ts'

const known = { dataBytes: 1000, articles: 10, entityBytes: 4096, transferNumber: 17 }
const diagnostic = { type: 2, reason: 205 }
const success = { type: 0, reason: 0 }
const text = Buffer.from('text')
const counts = { byteCount: 1000, articleCount: 10 }

test.each<[PlainAnswer, string, object]>([
  [{ type: 'refuse-create', diagnostic }, 'ACK(CREATE)', { diagnostic, entityBytes: 4096 }],
  [
    { type: 'refuse-create', diagnostic, freeText: 'why' },
    'ACK(CREATE)',
    { diagnostic, entityBytes: 4096, freeText: 'why' },
  ],
  [
    { type: 'refuse-open', diagnostic },
    'ACK(ORF)',
    { diagnostic, compression: { use: false, type: 0 } },
  ],
  [{ type: 'refuse-write', diagnostic }, 'ACK(WRITE)', { diagnostic, restartPoint: 0 }],
  [{ type: 'accept-read' }, 'ACK(READ)', { diagnostic: success }],
  [{ type: 'refuse-read', diagnostic }, 'ACK(READ)', { diagnostic }],
  [{ type: 'confirm-transfer' }, 'ACK(TRANS.END)', { diagnostic: success, ...counts }],
  [{ type: 'refuse-transfer', diagnostic }, 'ACK(TRANS.END)', { diagnostic, ...counts }],
  [{ type: 'confirm-close' }, 'ACK(CRF)', { diagnostic: success }],
  [{ type: 'confirm-close', diagnostic }, 'ACK(CRF)', { diagnostic }],
  [{ type: 'confirm-message' }, 'ACK(MSG)', { diagnostic: success, transferNumber: 17 }],
  [
    { type: 'confirm-message', diagnostic, message: text },
    'ACK(MSG)',
    { diagnostic, transferNumber: 17, message: text },
  ],
])('%j', (command, name, parameters) => {
  expect(plainAnswer(command, known)).toEqual({ name, parameters })
})

test('a message about no transfer is answered without a number', () => {
  const { parameters } = plainAnswer(
    { type: 'confirm-message' },
    { ...known, transferNumber: undefined },
  )
  expect(parameters).toEqual({ diagnostic: success })
})

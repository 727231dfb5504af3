// Ends of attempts, and the transfer and the policy that the tests of the verdict judge them by.

import type { BrokenOff, Phase } from '../../src/bank/bank.ts'
import { answerFrom, isOneOf } from '../../src/bank/native/answers.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import type { Policy } from '../../src/transfer/policy.ts'
import { message } from '../../src/wording/catalogue.ts'
import { identity } from '../helpers/new-transfer.ts'

export const policy: Policy = {
  maximumAttempts: 5,
  maximumCalls: 3,
  backoff: { firstDelayMs: 1000, maximumDelayMs: 60_000 },
  afterBreakMs: 60_000,
  probe: 'never',
  restart: true,
  noContext: isOneOf(['2-204', '2-205', '2-214', '2-226', '2-231', '2-233']),
  alreadyReceived: () => false,
  finalPoint: { remembers: true, settings: 'as now' },
}
export const transfer = (changes: Partial<Transfer> = {}): Transfer => ({
  id: 't',
  direction: 'out',
  state: 'sending',
  version: 3,
  sequence: 1,
  bank: 'ma-banque',
  virtualFile: 'VIREMENTS',
  folder: '/out',
  name: 'paie.xml',
  uploadName: '',
  look: 'l',
  sizeBytes: 10,
  sha256: 'a',
  priority: 1,
  lane: '',
  pesit: { ...identity, opened: false },
  attempts: 1,
  calls: 0,
  dueMs: null,
  reason: '',
  message: null,
  originalDueMs: null,
  code: '',
  lastSync: 0,
  sameAs: null,
  confirmedMs: null,
  summary: '',
  contentKey: '',
  payments: null,
  warnings: [],
  paymentsRead: false,
  environment: 'production',
  createdMs: 0,
  updatedMs: 0,
  ...changes,
})
export const refused = (reason: number, phase: Phase = 'select', type = 2): BrokenOff => ({
  kind: 'refused',
  phase,
  answer: answerFrom({ diagnostic: { type, reason } }),
  message: message(`PESIT-${type}-${reason}`, {
    bank: 'ma-banque',
    step: 'create',
    how: 'refused',
    text: '',
  }),
})
export const cut = (phase: Phase): BrokenOff => ({
  kind: 'cut',
  phase,
  answer: null,
  message: message('LINE-CUT', { bank: 'ma-banque', why: 'x' }),
})

// A transfer at birth, for benches of the ledger and of what follows its facts.

import { newId } from '../src/lib/id.ts'
import type { NewTransfer } from '../src/journey/new-transfer.ts'
import { saying } from '../test/helpers/messages.ts'

export function born(lane = ''): NewTransfer {
  return {
    id: newId(),
    direction: 'out',
    state: 'claimed',
    bank: 'bnp',
    virtualFile: 'VIREMENTS',
    folder: '/data/outbox',
    name: 'salaires.xml',
    look: '20261124-090000-1',
    sizeBytes: 1234,
    priority: 1,
    lane,
    pesit: null,
    reason: null,
    sentence: saying('Claimed in the outbox.'),
    actor: 'bench',
  }
}

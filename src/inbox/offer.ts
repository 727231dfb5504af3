// What a bank offers, as the ledger knows it.

import { newId } from '../lib/id.ts'
import type { PesitIdentity } from '../journey/transfer.ts'
import type { Offer } from '../bank/bank.ts'
import type { ReceiveDeps } from './deps.ts'
import { message } from '../wording/catalogue.ts'

export function identityOf({ inbox }: ReceiveDeps, offer: Offer): PesitIdentity {
  const { fileType, fileName, transferNumber, creationDate, label } = offer
  const { articleBytes, articleFormat, dataCode, maximumKilobytes } = offer
  return {
    partner: inbox.partner,
    server: inbox.server,
    fileType,
    fileName: fileName ?? inbox.virtualFile,
    transferNumber,
    creationDate,
    label,
    client: '',
    finalBank: '',
    articleBytes,
    articleFormat,
    dataCode,
    maximumKilobytes,
    opened: true,
  }
}

export function newTransfer({ inbox, fileRequests }: ReceiveDeps, pesit: PesitIdentity) {
  const { bank, virtualFile, folder } = inbox
  return {
    id: fileRequests?.resolve(pesit) ?? newId(),
    direction: 'in' as const,
    state: 'asked' as const,
    bank,
    virtualFile,
    folder,
    name: '',
    look: '',
    sizeBytes: null,
    priority: 0,
    lane: '',
    pesit,
    reason: null,
    sentence: message('OFFERED', {
      ...{ bank, virtualFile, label: pesit.label, number: pesit.transferNumber },
    }),
    actor: 'daemon',
  }
}

// What a bank offers, as the ledger knows it.

import { newId } from '../lib/id.ts'
import type { PesitIdentity } from '../journey/transfer.ts'
import type { SelectedFile } from '../pesit/session/commands.ts'
import type { ReceiveDeps } from './receive.ts'

export function identityOf({ inbox }: ReceiveDeps, offer: SelectedFile): PesitIdentity {
  const { file, transferNumber, dataCode, logical, physical, historical } = offer
  return {
    partner: inbox.partner,
    server: inbox.server,
    fileType: file.fileType ?? 0,
    fileName: file.fileName ?? inbox.virtualFile,
    transferNumber,
    creationDate: historical?.creationDate ?? '',
    label: logical?.label ?? '',
    client: '',
    finalBank: '',
    articleBytes: logical?.articleBytes ?? 0,
    articleFormat: logical?.articleFormat ?? 'variable',
    dataCode: dataCode ?? 'binary',
    maximumKilobytes: physical?.maximumSpace ?? 0,
    opened: true,
  }
}

export function newTransfer({ inbox, wishes }: ReceiveDeps, pesit: PesitIdentity) {
  const { bank, virtualFile, folder } = inbox
  return {
    id: wishes?.take(pesit) ?? newId(),
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
    reason: '',
    code: '',
    sentence: `${bank} offers ${virtualFile}${pesit.label === '' ? '' : ` (${pesit.label})`}, its transfer ${pesit.transferNumber}.`,
    actor: 'daemon',
  }
}

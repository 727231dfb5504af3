// Writes beside the data why a file could not be cancelled: `x.xml.not-cancelled`.

import type { Transfer } from '../../journey/transfer.ts'
import type { Share } from '../../share/share.ts'
import type { ShareFault } from '../../share/fault.ts'
import { statusFormat } from '../../share/verbs/status-file.ts'
import { notCancelled } from '../../share/status-endings.ts'

/**
 * `transfer`: the transfer to be cancelled; null when no file of that name was ever claimed.
 * @returns null when the file is written.
 */
export async function showNotCancelled(
  share: Share,
  folder: string,
  about: {
    readonly name: string
    readonly transfer: Transfer | null
    readonly sentence: string
    readonly atMs: number
  },
): Promise<ShareFault | null> {
  const { name, transfer, sentence, atMs } = about
  const id = transfer?.id ?? ''
  const status = {
    format: statusFormat,
    state: transfer?.state ?? 'unknown',
    id,
    name,
    bank: transfer?.bank ?? '',
    at: new Date(atMs).toISOString(),
    code: 'NOT-CANCELLED',
    sentence,
  }
  const content = `${JSON.stringify(status, null, 2)}\n`
  const shown = await share.show({
    ...{ folder, id, name, content },
    ending: notCancelled,
    isNewest: true,
  })
  return shown.kind === 'fault' ? shown : null
}

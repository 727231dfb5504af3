// Where an archived file lies: `archive/2026-11-24/<id>~<name>`, its receipt beside it. Pure.

import { join } from 'node:path'
import type { Transfer } from '../journey/transfer.ts'

const longestNameBytes = 255

export function archiveFolder(dataFolder: string): string {
  return join(dataFolder, 'archive')
}

/** The day on which the transfer began, so that the place does not depend on when the archive ran. */
function dayFolder(dataFolder: string, { createdMs }: Pick<Transfer, 'createdMs'>): string {
  return join(archiveFolder(dataFolder), new Date(createdMs).toISOString().slice(0, 10))
}

export function archivedPath(
  dataFolder: string,
  transfer: Pick<Transfer, 'createdMs' | 'id' | 'name'>,
): string {
  return join(dayFolder(dataFolder, transfer), archivedName(transfer))
}

export function receiptPath(
  dataFolder: string,
  transfer: Pick<Transfer, 'createdMs' | 'id'>,
): string {
  return join(dayFolder(dataFolder, transfer), `${transfer.id}.receipt.json`)
}

function archivedName({ id, name }: Pick<Transfer, 'id' | 'name'>): string {
  let cut = name.replaceAll('/', '_')
  while (Buffer.byteLength(`${id}~${cut}`) > longestNameBytes) cut = [...cut].slice(1).join('')
  return `${id}~${cut}`
}

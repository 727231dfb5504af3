// What ACK(SELECT) says about a file, as stations see it. Pure.

import type { SelectedFile } from '../../../pesit/session/commands.ts'
import type { Offer } from '../../bank.ts'

export function offerOf(selected: SelectedFile): Offer {
  const { file, transferNumber, dataCode, logical, physical, historical } = selected
  return {
    fileType: file.fileType ?? 0,
    fileName: file.fileName ?? null,
    transferNumber,
    creationDate: historical?.creationDate ?? '',
    label: logical?.label ?? '',
    articleBytes: logical?.articleBytes ?? 0,
    articleFormat: logical?.articleFormat ?? 'variable',
    dataCode: dataCode ?? 'binary',
    maximumKilobytes: physical?.maximumSpace ?? 0,
    announcedBytes: announcedBytes(selected),
  }
}

/**
 * The minimum size of the file by what the bank says (PI 42). Without a unit (PI 41) some software means
 * bytes, where the protocol has kilobytes: then it counts as bytes.
 */
function announcedBytes({ physical, logical }: SelectedFile): number {
  const { maximumSpace = 0, spaceUnit } = physical ?? {}
  switch (spaceUnit) {
    case 'kilobytes':
      // The sender rounds up: the last kilobyte may hold one byte.
      return Math.max(0, maximumSpace - 1) * 1024
    case 'articles':
      // Articles may be shorter than the maximum.
      return logical?.articleFormat === 'fixed' ? maximumSpace * (logical.articleBytes ?? 0) : 0
    default:
      return maximumSpace
  }
}

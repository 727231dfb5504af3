// A client repeats a transfer that is complete here: the data must equal the stored file. Then it is
// acknowledged again, and the file is not stored twice.

import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { forget } from '../lib/files/files.ts'
import { hashPrefix } from '../lib/files/hashing-writer.ts'
import { sha256OfFile } from './mailbox.ts'
import type { Point, SandboxReception } from './store.ts'

/** `tail`: the file of the repeated data, from the restart point on; it is removed. */
export async function isSameFile(again: {
  readonly reception: SandboxReception
  readonly from: Point
  readonly tail: string
  readonly tailBytes: number
}): Promise<boolean> {
  const { reception, from, tail, tailBytes } = again
  const hash = createHash('sha256')
  for (const [path, bytes] of [
    [reception.path, from.offsetBytes],
    [tail, tailBytes],
  ] as const) {
    const file = await open(path, 'r')
    try {
      await hashPrefix(file, hash, bytes)
    } finally {
      await file.close()
    }
  }
  await forget(tail)
  const known = reception.sha256 === '' ? await sha256OfFile(reception.path) : reception.sha256
  return hash.digest('hex') === known
}

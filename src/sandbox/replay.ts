// A transfer that is complete here comes again: what came must be what is here. Then it is acknowledged once
// more, and shown no second time.

import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { forget } from '../lib/files/files.ts'
import { hashPrefix } from '../lib/files/hashing-writer.ts'
import { sha256Of } from './mailbox.ts'
import type { Point, Reception } from './store.ts'

/** `tail` holds what came, from the point on; it is removed. */
export async function isSameFile(again: {
  readonly reception: Reception
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
  const known = reception.sha256 === '' ? await sha256Of(reception.path) : reception.sha256
  return hash.digest('hex') === known
}

// Reads a file as the records that it will be sent as, before the bank is called. A line that fits no record,
// or a byte that the code page does not have, must not be discovered in the middle of a transfer.

import { open } from 'node:fs/promises'
import { KnownError } from '../../../wording/known-error.ts'
import type { PesitIdentity } from '../../../journey/transfer.ts'
import { bytesForm, RecordCutter, type RecordForm } from '../../../pesit/data/records.ts'
import { ProtocolError } from '../../../pesit/protocol-error.ts'
import { message } from '../../../wording/catalogue.ts'

export function recordFormOf({ records, articleBytes, articleFormat }: PesitIdentity): RecordForm {
  const plain = bytesForm(articleBytes, articleFormat)
  return records === undefined ? plain : { ...plain, ...records }
}

const chunkBytes = 256 * 1024

/**
 * The bytes of all records: more than those of the file where lines are filled up.
 * @throws KnownError RECORD-UNFIT, with the line.
 */
export async function measureRecords(path: string, form: RecordForm): Promise<number> {
  const cutter = new RecordCutter(form, 0)
  const file = await open(path, 'r')
  let total = 0
  const drain = () => {
    for (let record = cutter.next(); record !== null; record = cutter.next()) total += record.length
  }
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes)
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkBytes, null)
      if (bytesRead === 0) break
      // The rest of a chunk is read again together with the next chunk: it must not be overwritten.
      cutter.feed(Buffer.from(chunk.subarray(0, bytesRead)))
      drain()
    }
    cutter.end()
    drain()
    return total
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    throw new KnownError(message('RECORD-UNFIT', { bank: '', why: error.message }), {
      cause: error,
    })
  } finally {
    await file.close()
  }
}

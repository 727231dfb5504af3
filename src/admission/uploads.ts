// Uploads of programs while the daemon runs: each is taken, recorded and sent on to the checks, which go on
// in the background after the program has its answer.

import type { OnceOutcome } from '../ledger/contract/calls.ts'
import type { Transfer } from '../journey/transfer.ts'
import { errorText } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import {
  admitUpload,
  dropUpload,
  type TakeOutcome,
  takeUpload,
  type Upload,
  type UploadDeps,
  type UploadOrder,
} from './upload.ts'

export interface Uploads {
  take(body: AsyncIterable<Uint8Array>, expectedBytes: number): Promise<TakeOutcome>
  drop(id: string): Promise<void>
  /** Records it, and has it checked and queued; drops it when the same call was made before. */
  admitUpload(upload: Upload, order: UploadOrder): Promise<OnceOutcome<Transfer>>
  /** Resolves when no upload is being checked any more. */
  over(): Promise<void>
}

export function createUploads(
  deps: UploadDeps & {
    readonly log: Log
    /** Checks and queues a recorded upload. */
    readonly admission: (transfer: Transfer) => Promise<void>
  },
): Uploads {
  const running = new Set<Promise<void>>()
  const inBackground = (transfer: Transfer) => {
    const done = deps
      .admission(transfer)
      .catch((error: unknown) =>
        deps.log.error(
          { transfer: transfer.id, error: errorText(error) },
          'An upload was not admitted',
        ),
      )
      .finally(() => running.delete(done))
    running.add(done)
  }
  return {
    take: (body, expectedBytes) => takeUpload(deps, body, expectedBytes),
    drop: (id) => dropUpload(deps, id),
    async admitUpload(upload, order) {
      const outcome = await admitUpload(deps, upload, order)
      if (outcome.kind === 'recorded') inBackground(outcome.made)
      return outcome
    },
    async over() {
      await Promise.all(running)
    },
  }
}

// Opens a ledger in a thread of its own, so that a commit on a slow disk stops nothing else: the daemon goes
// on talking to banks and programs while the disk syncs.
//
// The thread is part of the process: a kill ends both at once, and what was not committed is what the ledger
// has no row of. If the thread fails by an error of ours, that error is thrown here, where nobody catches it:
// the daemon ends and is started again, as after any such error.

import { Worker } from 'node:worker_threads'
import { programNextTo } from '../../lib/machine/fork-program.ts'
import { message } from '../../wording/catalogue.ts'
import { KnownError } from '../../wording/known-error.ts'
import { join } from 'node:path'
import type { OpenedLedger, OpenForDaemon } from '../open.ts'
import { remoteLedger } from './remote.ts'
import { createSharedReserve, seenReserve } from './shared-reserve.ts'
import { errorOf, type FromLedger } from './wire.ts'

type Options = Parameters<OpenForDaemon>[0]

export interface ThreadData extends Omit<Options, 'onFailed'> {
  readonly shared: BigInt64Array
}

/** @throws KnownError as `openLedger`. */
export async function openLedgerInThread({ onFailed, ...data }: Options): Promise<OpenedLedger> {
  const shared = createSharedReserve()
  const path = join(data.folder, 'ledger.db')
  const worker = startThread({ ...data, shared })
  const reserve = seenReserve(shared)
  let isOpen = false
  const remote = remoteLedger({
    post: (sent) => worker.postMessage(sent),
    hasReserve: reserve.stands,
    path,
    async onClosed() {
      isOpen = false
      await worker.terminate()
    },
  })
  const gone = () => new KnownError(message('LEDGER-FAILED', { why: 'closed', path }))
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (sent: FromLedger) => {
      switch (sent.kind) {
        case 'opened':
          isOpen = true
          return resolve()
        case 'not-opened':
          return reject(errorOf(sent.failure))
        case 'answers':
          return remote.take(sent.answers)
        case 'failed': {
          const error = errorOf(sent.failure)
          remote.end(error)
          if (error instanceof KnownError) onFailed(error)
        }
      }
    })
    worker.once('exit', () => {
      remote.end(gone())
      reject(gone())
      // Nobody closed it: the daemon must not go on with a ledger that answers nothing.
      if (isOpen) onFailed(gone())
    })
    // Without this listener Node throws it here just the same, but nothing open would be rejected before.
    worker.once('error', (error: Error) => {
      remote.end(error)
      reject(error)
      queueMicrotask(() => {
        throw error
      })
    })
  })
  return { ledger: remote.ledger, reserve: { ...reserve, restore: remote.restoreReserve } }
}

function startThread(data: ThreadData): Worker {
  return new Worker(bootstrapOf(programNextTo('thread-main', import.meta.url)), {
    workerData: data,
  })
}

/** From the sources, a loader must be there first: Node gives a thread none of those of its process. */
function bootstrapOf(program: URL): URL {
  if (!program.href.endsWith('.ts')) return program
  const loader = import.meta.resolve('tsx/esm/api')
  const code = `import { register } from '${loader}'; register(); await import('${program.href}')`
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`)
}

// The verbs on a network folder, in a process of their own with a deadline: a share that hangs blocks its own
// process, and no other file call of the daemon. A verb that reports no progress for too long is answered
// with FOLDER-SLOW, its process is killed and abandoned, and a later verb gets a new process.
//
// Why an abandoned process can do no harm. A process that was sent SIGKILL runs no further line of our code.
// At most the one system call in which each of its threads is blocked may still be executed by the file
// server, at any time. No new process starts before the old one has ended, so such a call cannot interfere
// with the work of a later process, only follow what its own verb had done before. For each verb, this call
// can be:
//
//   probe, look, peek   no file of anybody else is changed; the probe's own file may remain, and the next
//                       probe removes it
//   claim     a rename: the file is in the folder of its scan without a row in the ledger. The caller
//             received a fault, so it asks for `orphans` before it claims again, and adopts the files that it
//             finds there
//   seal      a read from the share; what it writes is local, under `.tmp`, and is written again from the
//             start
//   stage     a write to a copy that has no name in the inbox yet; the next `stage` checks the copy by its
//             hash
//   link      the file has its name; the next `link` finds the same inode under it, or no file and two links
//   unstage, remove   the file that was to be removed is removed
//   show      a complete status file has its name; the next `show` of this transfer corrects it
//   clear     a status file of an earlier transfer is removed, or has its second name; the next `clear` goes
//             on
//   orphans   an fsync
//   own       a link that makes this start of ours the owner, the removal of an owner file, or a sign of
//             life. The next `owner` reads who owns the folder
//   renew     one of our signs of life, and nothing else
//   owner, held   nothing; a file that only serves to read the time may remain, and the next owner removes it
//
// When the daemon ends, the channel closes, and the process kills itself (lib/machine/serve-requests.ts).

import { type Clock, systemClock } from '../../lib/time/clock.ts'
import { createLimit } from '../../lib/waiting/limit.ts'
import type { Log } from '../../lib/log.ts'
import { withProgressDeadline } from '../../lib/waiting/progress-deadline.ts'
import type { Share } from '../share.ts'
import type { ShareFault } from '../fault.ts'
import { type ShareWorker, startShareWorker, type Verb } from './worker.ts'
import { message, type ArgumentsOf } from '../../wording/catalogue.ts'
import { asFault } from '../fault.ts'

export interface ChildOptions {
  /**
   * The longest time without progress of a verb. It is ten times as long for the two verbs that copy, because
   * they end with a long fsync.
   */
  readonly deadlineMs: number
  /** The shortest time between the starts of two processes. */
  readonly respawnMs?: number
  readonly clock?: Clock
  readonly log: Log
}

/** At most as many as there are threads, so that no verb waits for another one. */
const verbsAtOnce = 4
/** These are asked before each sending: they must not wait while large files are copied. */
const owning: ReadonlySet<Verb> = new Set(['owner', 'own', 'renew', 'held'])
const owningAtOnce = 4
const closeMs = 1_000
const patience: Readonly<Partial<Record<Verb, number>>> = { seal: 10, stage: 10 }

export function childShare(options: ChildOptions): Share {
  const { deadlineMs, log, clock = systemClock } = options
  const limit = createLimit(verbsAtOnce)
  const limitOfOwning = createLimit(owningAtOnce)
  const crew = createCrew(clock, options.respawnMs ?? 3_000)

  const ask = async (verb: Verb, request: { readonly folder: string }): Promise<unknown> => {
    const { folder } = request
    const worker = crew.worker()
    if (typeof worker === 'string') return slow({ folder, why: worker })
    const patienceMs = deadlineMs * (patience[verb] ?? 1)
    const answer = await withProgressDeadline(clock, patienceMs, (reportProgress) =>
      worker.request({ verb, request }, reportProgress),
    )
    if (answer === 'late') {
      log.warn(
        { folder, verb, pid: worker.pid },
        'A share does not answer; its process is given up',
      )
      crew.giveUp(worker)
      return slow({ folder, why: 'silent', seconds: Math.round(patienceMs / 1000) })
    }
    if (answer.kind === 'answer') return answer.result
    if (answer.kind === 'failed') throw new Error(answer.message)
    return slow({ folder, why: 'ended' })
  }
  const verb =
    <V extends Verb>(name: V) =>
    (request: Parameters<Share[V]>[0]) =>
      (owning.has(name) ? limitOfOwning : limit)(() => ask(name, request)) as ReturnType<Share[V]>
  return {
    probe: verb('probe'),
    look: verb('look'),
    peek: verb('peek'),
    claim: verb('claim'),
    seal: verb('seal'),
    stage: verb('stage'),
    link: verb('link'),
    unstage: verb('unstage'),
    remove: verb('remove'),
    show: verb('show'),
    clear: verb('clear'),
    orphans: verb('orphans'),
    owner: verb('owner'),
    own: verb('own'),
    renew: verb('renew'),
    held: verb('held'),
    close: () => crew.close(),
  }
}

const slow = (values: ArgumentsOf<'FOLDER-SLOW'>): ShareFault =>
  asFault(message('FOLDER-SLOW', values))

/** At most one process at a time; one that is being killed counts until it has ended. */
function createCrew(clock: Clock, respawnMs: number) {
  let current: ShareWorker | null = null
  let dying: ShareWorker | null = null
  let startedMs = Number.NEGATIVE_INFINITY
  let closed = false
  const start = (): ShareWorker => {
    const worker = startShareWorker()
    current = worker
    startedMs = clock.monotonicMs()
    void worker.ended.then(() => {
      if (current === worker) current = null
      if (dying === worker) dying = null
    })
    return worker
  }
  const giveUp = (worker: ShareWorker) => {
    worker.kill()
    if (current !== worker) return
    current = null
    dying = worker
  }
  return {
    giveUp,
    /** Returns the process to ask, or why there is none. */
    worker(): ShareWorker | 'stopping' | 'stuck' | 'soon' {
      if (closed) return 'stopping'
      if (current !== null) return current
      if (dying !== null) return 'stuck'
      if (clock.monotonicMs() - startedMs < respawnMs) return 'soon'
      return start()
    },
    async close(): Promise<void> {
      closed = true
      const last = current ?? dying
      if (last === null) return
      giveUp(last)
      const over = new AbortController()
      await Promise.race([last.ended, clock.sleep(closeMs, over.signal)])
      over.abort()
    },
  }
}

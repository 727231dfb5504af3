// The verbs on a network folder, in a process of their own with a deadline: a share that hangs stops its
// own process, and no other file call of the daemon. A verb that gives no sign for too long is answered
// with FOLDER-SLOW, its process is killed and given up, and a later verb gets a new one.
//
// Why nothing that was given up can do harm. A process that was sent SIGKILL runs no further line of ours:
// at most the one system call in which each of its threads is stuck may still be done by the file server,
// at any time. No new process is begun before the old one is gone, so such a call meets no work of its
// successor, only what its own verb had done before. Verb by verb, what that call can be:
//
//   probe, look, peek   nothing of anybody's is touched; a file of the probe's own stays, and the next one
//                       clears it
//   claim     a rename: the file lies in its look's folder without a row. The caller has a fault, so it
//             asks for `orphans` before it claims again, and adopts what it finds there
//   seal      a read of the share; what it writes is local, under `.tmp`, and is written anew
//   stage     a write to a copy that has no name in the inbox; the next one judges it by its hash
//   link      the name is given; the next one finds the same inode under it, or nothing and two links
//   unstage, remove   what was to go has gone
//   show      a status file has its name, whole; the next one for this transfer puts it right
//   clear     a status file of an earlier transfer has gone, or has its second name; the next one puts it right
//   orphans   a fsync
//   own       a link that gives the folder to this start of ours, or a file of ours that goes; a sign of life. The
//             next `owner` reads whose it is
//   renew     a sign of life of ours, and nothing else
//   owner, held   nothing; a file that only tells the time stays, and the next owner clears it
//
// At the end of the daemon the channel closes, and the process kills itself (child-main.ts).

import { type Clock, systemClock } from '../../lib/time/clock.ts'
import { createLimit } from '../../lib/waiting/limit.ts'
import type { Log } from '../../lib/log.ts'
import { withProgressDeadline } from '../../lib/waiting/progress-deadline.ts'
import type { Share } from '../share.ts'
import type { ShareFault } from '../fault.ts'
import { startWorker, type Verb, type Worker } from './worker.ts'
import { message, type ArgumentsOf } from '../../wording/catalogue.ts'
import { asFault } from '../fault.ts'

export interface ChildOptions {
  /**
   * Without a sign that a verb gets on; ten times as long for the two that copy, which end with a long fsync.
   */
  readonly deadlineMs: number
  /** From the begin of one process to that of the next at least. */
  readonly respawnMs?: number
  readonly clock?: Clock
  readonly log: Log
}

/** No more than there are threads, so that no verb waits for another's. */
const verbsAtOnce = 4
/** Asked before each sending: they must not wait for copies of large files. */
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
      worker.ask(verb, request, reportProgress),
    )
    if (answer === 'late') {
      log.warn(
        { folder, verb, pid: worker.pid },
        'A share does not answer; its process is given up',
      )
      crew.giveUp(worker)
      return slow({ folder, why: 'silent', seconds: Math.round(patienceMs / 1000) })
    }
    if (answer.kind === 'answer') return answer.outcome
    if (answer.kind === 'bug') throw new Error(answer.message)
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

/** At most one process at a time, the dying ones counted. */
function createCrew(clock: Clock, respawnMs: number) {
  let current: Worker | null = null
  let dying: Worker | null = null
  let bornMs = Number.NEGATIVE_INFINITY
  let closed = false
  const start = (): Worker => {
    const worker = startWorker()
    current = worker
    bornMs = clock.monotonicMs()
    void worker.ended.then(() => {
      if (current === worker) current = null
      if (dying === worker) dying = null
    })
    return worker
  }
  const giveUp = (worker: Worker) => {
    worker.giveUp()
    if (current !== worker) return
    current = null
    dying = worker
  }
  return {
    giveUp,
    /** The process to ask, or why there is none. */
    worker(): Worker | 'stopping' | 'stuck' | 'soon' {
      if (closed) return 'stopping'
      if (current !== null) return current
      if (dying !== null) return 'stuck'
      if (clock.monotonicMs() - bornMs < respawnMs) return 'soon'
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

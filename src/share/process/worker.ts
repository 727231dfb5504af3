// The process that runs the verbs of one share (child-main.ts), as the daemon sees it.

import { programNextTo } from '../../lib/machine/fork-program.ts'
import { type ForkedWorker, startForkedWorker } from '../../lib/machine/forked-worker.ts'
import type { Share } from '../share.ts'

export type Verb = Exclude<keyof Share, 'close'>

export interface VerbRequest {
  readonly verb: Verb
  readonly request: unknown
}

export type ShareWorker = ForkedWorker<VerbRequest, unknown>

export function startShareWorker(): ShareWorker {
  return startForkedWorker(programNextTo('child-main', import.meta.url), { threads: 16 })
}

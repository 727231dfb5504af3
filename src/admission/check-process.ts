// A process that looks into files, seen from the daemon: it is asked, it answers, it ends.

import { forkProgram } from '../lib/machine/fork-program.ts'
import type { InspectionRequest, Inspection } from './checker.ts'

/** What goes to the process. */
export interface InspectionOrder {
  readonly id: number
  readonly request: InspectionRequest
}

/** What comes back. */
export type InspectionReply =
  | { readonly id: number; readonly kind: 'alive' }
  | { readonly id: number; readonly kind: 'answer'; readonly result: Inspection }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string }

export type Answer =
  | { readonly kind: 'over' }
  | Exclude<InspectionReply, { readonly kind: 'alive' }>

export interface CheckProcess {
  readonly pid: number
  /** So many looks are going on in it. */
  readonly running: number
  /** So many were ever asked for. */
  readonly asked: number
  /** `over`: the process ended, by itself or by us. */
  ask(request: InspectionRequest, alive: () => void): Promise<Answer>
  /** As hard as can be. */
  end(): void
  readonly ended: Promise<void>
}

/** Of the JavaScript heap alone; whoever asks watches the whole. */
const heapMegabytes = 256

export function startCheckProcess(program: URL): CheckProcess {
  const child = forkProgram(program, {
    nodeOptions: [`--max-old-space-size=${heapMegabytes}`],
    serialization: 'advanced',
  })
  const open = new Map<number, { alive: () => void; settle: (answer: Answer) => void }>()
  let asked = 0
  let isOver = false
  const over = () => {
    isOver = true
    for (const { settle } of open.values()) settle({ kind: 'over' })
    open.clear()
  }
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    // Not even begun: no process, no exit.
    child.once('error', () => (child.pid === undefined ? resolve() : undefined))
  }).then(over)
  child.on('message', (message) => {
    const reply = message as InspectionReply
    const one = open.get(reply.id)
    if (reply.kind === 'alive') return one?.alive()
    open.delete(reply.id)
    one?.settle(reply)
  })
  return {
    pid: child.pid ?? 0,
    ended,
    get running() {
      return open.size
    },
    get asked() {
      return asked
    },
    ask: (request, alive) =>
      new Promise((settle) => {
        if (isOver) return settle({ kind: 'over' })
        asked += 1
        open.set(asked, { alive, settle })
        // When it cannot be sent the process is ending, and `exit` settles.
        child.send({ id: asked, request } satisfies InspectionOrder, () => undefined)
      }),
    end() {
      child.kill('SIGKILL')
      over()
    },
  }
}

// What each signal does that would otherwise end the program without a word, or worse: Node opens its
// debugger to every user of this machine on SIGUSR1. Ends in order: what a person or the system asks to stop.
// Is told in the log and does nothing: what administrators send to other daemons to make them read their
// configuration, what a closed terminal sends, what a limit sends. SIGKILL and SIGSTOP cannot be heard;
// SIGTSTP and SIGCONT do what they always do.

import type { Log } from '../../lib/log.ts'
import { message } from '../../wording/catalogue.ts'
import { sentenceOf } from '../../wording/sentence.ts'

export const signalTable = {
  SIGTERM: 'stop',
  SIGINT: 'stop',
  SIGQUIT: 'stop',
  SIGPWR: 'stop',
  SIGXCPU: 'stop',
  SIGHUP: 'tell',
  SIGUSR1: 'tell',
  SIGUSR2: 'tell',
  SIGALRM: 'tell',
  SIGVTALRM: 'tell',
  SIGIO: 'tell',
  SIGXFSZ: 'tell',
} as const satisfies Partial<Record<NodeJS.Signals, 'stop' | 'tell'>>

type Heard = keyof typeof signalTable
const heard = Object.keys(signalTable) as Heard[]

/** Resolves at the first signal to stop; the second one calls `leave`. */
export function stopSignal(leave: () => void): Promise<string> {
  return new Promise((resolve) => {
    let told = false
    for (const signal of heard.filter((one) => signalTable[one] === 'stop')) {
      process.on(signal, () => {
        if (told) leave()
        told = true
        resolve(signal)
      })
    }
  })
}

/** From now on the other signals are only logged. */
export function outliveSignals(log: Log): void {
  for (const signal of heard.filter((one) => signalTable[one] === 'tell')) {
    process.on(signal, () => {
      const told = message('SIGNAL-IGNORED', { signal })
      log.warn({ code: told.code, signal }, sentenceOf(told, { zone: 'UTC' }))
    })
  }
}

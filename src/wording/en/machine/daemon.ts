// English words for how the program starts and stops. Pure.

import type { daemon } from '../../catalogue/machine/daemon.ts'
import type { WordsFor } from '../../entry.ts'

const hanging = {
  api: 'the API',
  programs: 'what programs asked for',
  callers: 'the calls of banks',
  road: 'a bank, a folder or a receiver of webhooks that does not answer',
  ledger: 'the ledger',
  over: 'nothing',
} as const

export const daemonInEnglish: WordsFor<typeof daemon> = {
  'DAEMON-REFUSED': {
    title: 'An answer that is not known',
    sentence: () => 'The daemon gave an answer that this command does not know.',
    next: () => 'Compare the version of the command with that of the daemon.',
  },
  'DAEMON-SILENT': {
    title: 'The daemon does not answer',
    sentence: ({ dataFolder, seconds }) =>
      `The daemon of ${dataFolder} runs, and did not answer within ${seconds} s: it was stopped, or it hangs. What is shown is from the ledger; what runs at this moment is not known.`,
    next: () =>
      'Look at its log, at the load of the machine and at its disks. If it was stopped by a signal, SIGCONT lets it go on; if it stays so, restart it: it recovers by itself.',
  },
  'SENDING-STOPPED': {
    title: 'Stopped while it was sent',
    sentence: ({ bank }) =>
      `pesit-drop was stopped, and cut the line to ${bank} before the end of the file: neither the network nor ${bank} is at fault.`,
    next: () => '',
  },
  'STOP-FORCED': {
    title: 'Stopped without waiting longer',
    sentence: ({ step, seconds }) =>
      `The stop was not over after ${seconds} s; it waited for ${hanging[step]}. The program ends as it is.`,
    next: () => 'Nothing is lost: the next start goes on from what is on disk.',
  },
}

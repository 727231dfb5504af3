// English words for a command that was called in a wrong way. Pure.

import type { usage } from '../../catalogue/request/usage.ts'
import type { WordsFor } from '../../entry.ts'

const sandboxHelp = 'See `pesit-drop sandbox --help`.'

export const usageInEnglish: WordsFor<typeof usage> = {
  'USAGE-WRONG': {
    title: 'The command cannot be done like this',
    sentence: ({ what }, words) => words.what(what),
    next: ({ what }, words) => {
      const next = words.next(what)
      return next === '' ? 'See `pesit-drop --help`.' : next
    },
  },
  'HEAD-UNREADABLE': {
    title: 'Not the head of a chain of facts',
    sentence: ({ text }) =>
      `“${text}” is no head: it is a number, a colon and 64 hex digits, as the log and receipts have it.`,
    next: () => '',
  },
  'SANDBOX-PARTNER-UNREADABLE': {
    title: 'Not a partner of the sandbox',
    sentence: ({ text }) => `“${text}” is no partner: write NAME:PASSWORD.`,
    next: () => sandboxHelp,
  },
  'SANDBOX-TLS-INCOMPLETE': {
    title: 'TLS of the sandbox needs a certificate',
    sentence: () => '--tls-port needs --tls-cert and --tls-key.',
    next: () => sandboxHelp,
  },
  'MISBEHAVIOUR-UNKNOWN': {
    title: 'Not a misbehaviour of the sandbox',
    sentence: ({ text, steps }) =>
      `“${text}” is no misbehaviour. Write refuse:STEP=2-204, cut:STEP, cut:data=BYTES, stall:STEP, delay:STEP=MS or garbage:STEP, with ×N for N times, or repeat:always. Steps: ${steps.join(', ')}.`,
    next: () => sandboxHelp,
  },
}

// English words for a bank that cannot be talked with. Pure.

import type { banks } from '../catalogue/banks.ts'
import type { WordsFor } from '../entry.ts'

export const banksInEnglish: WordsFor<typeof banks> = {
  'BANK-UNREACHABLE': {
    title: 'The bank cannot be reached',
    sentence: ({ what }) => what,
    next: ({ bank }) =>
      `What is for it waits, and it is called again by itself. If it stays so, check the address, the network and the firewall: pesit-drop probe ${bank}.`,
  },
  'BANK-SILENT': {
    title: 'The bank does not answer',
    sentence: ({ what }) => what,
    next: ({ bank }) =>
      `What is for it waits, and it is called again by itself. If it stays so: pesit-drop probe ${bank} says what may be wrong in the settings.`,
  },
  'BANK-TLS-REFUSED': {
    title: 'No encrypted line to the bank',
    sentence: ({ what }) => what,
    next: ({ bank }) =>
      `Check \`tls.ca\`, \`tls.serverName\`, \`tls.cert\` and the dates of the certificates, then: pesit-drop probe ${bank}.`,
  },
  'BANK-BUSY': {
    title: 'The bank takes no connection now',
    sentence: ({ what }) => what,
    next: () => 'What is for it waits, and it is called again by itself.',
  },
  'BANK-REFUSED': {
    title: 'The bank refuses the connection',
    sentence: ({ what }) => what,
    next: ({ bank }) =>
      `This does not end by itself: pesit-drop probe ${bank} says what to change, or ask the bank’s PeSIT desk.`,
  },
}

// English words for a bank that cannot be talked with. Pure.

import type { ArgumentsOf } from '../../catalogue.ts'
import type { banks } from '../../catalogue/bank/banks.ts'
import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { WordsFor } from '../../entry.ts'

export const banksInEnglish: WordsFor<typeof banks> = {
  'BANK-UNREACHABLE': {
    title: 'The bank cannot be reached',
    sentence: notReached,
    next: ({ bank }) =>
      `What is for it waits, and it is called again by itself. If it stays so, check the address, the network and the firewall: pesit-drop probe ${bank}.`,
  },
  'BANK-SILENT': {
    title: 'The bank does not answer',
    sentence: ({ bank, host, port, why, abort }) => {
      const code = abort === null ? '' : ` (PESIT-${abort.diagnostic})`
      const text = abort === null || abort.text === '' ? '' : ` (“${abort.text}”)`
      return `${bank} (${host}:${port}) took the call and gave no answer to CONNECT: ${why}${code}${text}.`
    },
    next: ({ bank }) =>
      `What is for it waits, and it is called again by itself. If it stays so: pesit-drop probe ${bank} says what may be wrong in the settings.`,
  },
  'BANK-TLS-REFUSED': {
    title: 'No encrypted line to the bank',
    sentence: (values) =>
      'unreadable' in values
        ? `${values.bank} was not called: its TLS files cannot be read (${values.unreadable}).`
        : notReached(values),
    next: ({ bank }) =>
      `Check \`tls.ca\`, \`tls.serverName\`, \`tls.cert\` and the dates of the certificates, then: pesit-drop probe ${bank}.`,
  },
  'BANK-BUSY': {
    title: 'The bank takes no connection now',
    sentence: ({ what }, reader) => reader.what(what),
    next: () => 'What is for it waits, and it is called again by itself.',
  },
  'BANK-REFUSED': {
    title: 'The bank refuses the connection',
    sentence: ({ what }, reader) => reader.what(what),
    next: ({ bank }) =>
      `This does not end by itself: pesit-drop probe ${bank} says what to change, or ask the bank’s PeSIT desk.`,
  },
  'ACCESS-REFUSED': {
    title: 'The bank refuses our identification',
    sentence: ({ what, bank, also }, reader) =>
      `${reader.what(what)} Nothing calls ${[bank, ...also].join(' or ')} by itself from now on, because banks lock an account after a few wrong passwords; what is for it waits.`,
    next: ({ bank, passwordFile }) =>
      `Check \`password\`, \`partner\`, \`server\` and the certificates, or ask the bank’s PeSIT desk whether the account is locked or the password has expired. It is called again (1) when the settings of ${bank} in the configuration change (then restart), (2) when ${passwordFile === '' ? 'the file of its password changes' : `the content of ${passwordFile} changes`}, or (3) when you say so: \`pesit-drop probe ${bank}\`, or one call by \`retry\` or \`poll\`.`,
  },
  'WAITS-FOR-ACCESS': {
    title: 'Waits until the bank lets us in',
    sentence: ({ what }, reader) => `${reader.what(what)} The bank has nothing of it.`,
    next: ({ bank }) =>
      `It goes by itself once our identification at ${bank} is mended: \`pesit-drop status\` says how.`,
  },
  'BANK-NOT-CALLED': {
    title: 'The bank is not called',
    sentence: ({ bank, refusedBy, diagnostic, sinceMs }, { zone }) =>
      `${bank} was not called: ${refusedBy === bank ? 'it' : `${refusedBy}, where we have the same account,`} has refused our identification since ${timeForPeople(sinceMs, zone)} (PESIT-${diagnostic}), and banks lock accounts.`,
    next: ({ refusedBy }) => `Mend the password, then: pesit-drop probe ${refusedBy}.`,
  },
}

type Unreached = Exclude<ArgumentsOf<'BANK-TLS-REFUSED'>, { readonly unreadable: string }>

function notReached({ bank, host, port, why }: Unreached): string {
  return `${bank} (${host}:${port}) could not be reached: ${why}.`
}

// English words about calls that our listener refused. Pure.

import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { ArgumentsOf } from '../../catalogue.ts'
import type { CallFault, callers } from '../../catalogue/bank/callers.ts'
import type { Reader, WordsFor } from '../../entry.ts'

type OfBank = ArgumentsOf<'BANK-CALL-REFUSED'>

export const callersInEnglish: WordsFor<typeof callers> = {
  'BANK-CALL-REFUSED': {
    title: 'Calls of a bank were refused',
    sentence: (values, reader) =>
      `${often(values.times, `${values.bank} called and was refused`)}: ${whatOf(values)}. ${last(values, reader)}`,
    next: (values) => stepOf(values),
  },
  'BANK-CALL-UNPROVED': {
    title: 'Calls in the name of a bank were refused',
    sentence: (values, reader) =>
      `${often(values.times, `Somebody called in the name of ${values.bank} and was refused`)}: ${whatOf(values)}. ${last(values, reader)}`,
    next: (values) =>
      `If it is ${values.bank}: ${lower(stepOf(values))} If it is not: let the firewall, or \`from\` under its \`calls\`, admit its addresses alone.`,
  },
  'STRANGERS-CALL': {
    title: 'Strangers call',
    sentence: ({ why, said, ...values }, reader) => {
      const what = {
        address: 'an address from which no bank may call',
        name: `a name that no bank here has${said === '' ? '' : ` (${said})`}`,
        tls: `a call with which TLS could not be agreed${said === '' ? '' : ` (${said})`}`,
        'no-pesit': `a call that said nothing of PeSIT${said === '' ? '' : ` (${said})`}`,
      }[why]
      return `${often(values.times, `A stranger was refused by the listener for banks`)}: ${what}. ${last(values, reader)}`
    },
    next: () =>
      'Nothing is wrong with files. If it was a bank, compare its `calls` in the configuration with what it says; otherwise let the firewall keep strangers from that port. This goes by itself when an hour has passed without such a call.',
  },
}

function often(times: number, what: string): string {
  return times === 1 ? what : `${what} (${times} times)`
}

function last(
  { address, lastMs }: { readonly address: string; readonly lastMs: number },
  { zone }: Reader,
): string {
  return `The last call came from ${address} on ${timeForPeople(lastMs, zone)}.`
}

function whatOf({ why, said, expected, bank }: OfBank): string {
  const whats: Readonly<Record<CallFault, string>> = {
    password: 'its password (PI 5) is not the one under `calls`',
    partner: `it called us ${said === '' ? 'by no name' : said} (PI 4), and for ${bank} we are ${expected}`,
    certificate: 'the certificate that it showed is not the one under `calls`, or it showed none',
    address: 'its address is not one of those under `from` of its `calls`',
    locked:
      'the password was wrong several times from that address, so for some minutes none is looked at',
    tls: `TLS could not be agreed${said === '' ? '' : ` (${said})`}`,
    file: `it wanted to ${said}, and only messages are taken here`,
    protocol: `what it said is no good PeSIT E (${said})`,
  }
  return whats[why]
}

function stepOf({ why, bank, expected }: OfBank): string {
  const steps: Readonly<Record<CallFault, string>> = {
    password: `Compare with ${bank}’s desk the password under its \`calls\` in the configuration: its file is read anew at each call.`,
    partner: `Have ${bank} call us ${expected}, or write what it says as the \`partner\` of ${bank}.`,
    certificate: `Ask ${bank} for the SHA-256 fingerprint of the certificate that it shows, and compare it with \`certificate\` under its \`calls\`.`,
    address: `Ask ${bank} from which addresses it calls, and add this one to \`from\` if it is its own.`,
    locked: `Find out who calls from there with a wrong password; with the right one ${bank} is taken in again when the time is over.`,
    tls: `Ask ${bank} which versions and which authority it uses, and compare with \`listen.tls\`: it must trust \`cert\`, and show a certificate of \`ca\` where that is set.`,
    file: `Ask ${bank} to keep its files until we fetch them (an inbox with that virtual file), and to send messages alone.`,
    protocol: `Set \`listen.trace\`, and show ${bank} the conversation with \`pesit-drop trace FILE\`.`,
  }
  return steps[why]
}

function lower(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`
}

// English words for what a command of the command line did, or found. Pure.

import { counted } from '../../../lib/counted.ts'
import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { commands } from '../../catalogue/request/commands.ts'
import type { WordsFor } from '../../entry.ts'

const nothing = () => ''

export const commandsInEnglish: WordsFor<typeof commands> = {
  'TRANSFER-STANDS': {
    title: 'Where a transfer stands',
    sentence: ({ name, state }) => `${name} is ${state}.`,
    next: nothing,
  },
  'ORDER-DONE': {
    title: 'The order was carried out',
    sentence: ({ name, state }) => `${name} is ${state} now.`,
    next: nothing,
  },
  'ORDER-STOPPING': {
    title: 'The transfer is being stopped',
    sentence: ({ name }) => `${name} is being stopped.`,
    next: ({ id }) => `See how it ends: \`pesit-drop show ${id}\`.`,
  },
  'DOUBT-ANSWERED-TWICE': {
    title: 'Two answers that exclude each other',
    sentence: () => '--received and --resend say the opposite of each other.',
    next: () => 'Ask the bank, then say one of them.',
  },
  'INBOXES-NONE': {
    title: 'No inbox',
    sentence: () => 'No inbox is configured.',
    next: nothing,
  },
  'LIST-EMPTY': {
    title: 'An empty list',
    sentence: ({ of }) =>
      ({
        transfers: 'There are no such transfers.',
        messages: 'No message came or went.',
        keys: 'There are no keys: only programs on this machine can call.',
        webhooks: 'There are no webhooks: no program is notified.',
        deliveries: 'There are no such deliveries.',
      })[of],
    next: nothing,
  },
  'MESSAGE-TAKEN': {
    title: 'The bank took the message',
    sentence: ({ bank, reply }) =>
      reply === ''
        ? `${bank} took the message.`
        : `${bank} took the message, and answered “${reply}”.`,
    next: nothing,
  },
  'REASSIGNED-COUNT': {
    title: 'Files were moved to another bank',
    sentence: ({ moved, left }) =>
      `${counted(moved, 'file')} moved and held, ${counted(left, 'file')} not moved.`,
    next: nothing,
  },
  'SENT-TO-BANK': {
    title: 'Received by the bank',
    sentence: ({ bank, atMs }, { zone }) =>
      `Received by ${bank}${atMs === null ? '' : ` on ${timeForPeople(atMs, zone)}`}.`,
    next: nothing,
  },
  'RECEIVED-INTO': {
    title: 'Received',
    sentence: ({ path }) => `Received as ${path}.`,
    next: nothing,
  },
  'TARGET-EXISTS': {
    title: 'A file of this name exists',
    sentence: ({ path }) => `${path} exists already, and stays as it is.`,
    next: () => 'Name another place with --to.',
  },
  'FOLLOW-TRANSFER': {
    title: 'How to follow it',
    sentence: ({ id }) => `Follow it with \`pesit-drop show ${id}\`.`,
    next: nothing,
  },
  'KEY-MADE': {
    title: 'A key was made',
    sentence: ({ name, role, expiresMs }, { zone }) =>
      `The key of ${name} (${role}) is valid until ${timeForPeople(expiresMs, zone)}, and is shown only this once.`,
    next: () => 'Send it as `Authorization: Bearer <key>`.',
  },
  'KEY-REVOKED': {
    title: 'A key was revoked',
    sentence: ({ key }) => `The key ${key} opens nothing any more.`,
    next: nothing,
  },
  'WEBHOOK-ADDED': {
    title: 'A webhook was added',
    sentence: ({ id }) => `The webhook ${id} is notified from now on.`,
    next: nothing,
  },
  'WEBHOOK-REMOVED': {
    title: 'A webhook was removed',
    sentence: ({ url, actor }) => `${url} is not notified any more: removed by ${actor}.`,
    next: nothing,
  },
  'DELIVERY-SETTLED': {
    title: 'A delivery was changed',
    sentence: ({ event, state }) => `The delivery of ${event} is ${state} now.`,
    next: nothing,
  },
  'BANK-ANSWERED': {
    title: 'The bank answers',
    sentence: ({ bank, connectMs }) =>
      `${bank} answered${connectMs === null ? '' : ` after ${connectMs} ms`}. No file was sent or asked for.`,
    next: nothing,
  },
  'NOTHING-TO-CHANGE': {
    title: 'Nothing to change',
    sentence: () => 'Nothing needs to be changed in the configuration.',
    next: nothing,
  },
  'EVIDENCE-WRITTEN': {
    title: 'The evidence was written',
    sentence: ({ name, path }) => `The evidence of ${name} is in ${path}.`,
    next: nothing,
  },
  'CONFIG-VALID': {
    title: 'The configuration is valid',
    sentence: ({ path, banks, outboxes, inboxes }) =>
      `${path} is in order: ${counted(banks, 'bank')}, ${counted(outboxes, 'outbox')}, ${counted(inboxes, 'inbox')}.`,
    next: nothing,
  },
  'BANK-ENVIRONMENT': {
    title: 'The environment of a bank',
    sentence: ({ bank, environment }) =>
      `${bank}: ${environment === 'test' ? 'test, no payment is made' : 'production'}.`,
    next: nothing,
  },
  'CONFIG-WARNING': {
    title: 'A valid configuration with a warning',
    sentence: ({ what }, words) => `Warning: ${words.what(what)}`,
    next: ({ what }, words) => words.next(what),
  },
  'LEDGER-NOT-LOOKED-AT': {
    title: 'The ledger cannot be read',
    sentence: ({ dataFolder, what }, words) =>
      `The ledger of ${dataFolder} cannot be read, so nobody knows what waits in it: ${words.what(what)}`,
    next: ({ what }, words) => words.next(what),
  },
  'CHAIN-WHOLE': {
    title: 'The chain of facts is whole',
    sentence: ({ facts, heads }) =>
      `The chain of ${counted(facts, 'fact')} is whole.${
        heads === 0
          ? ''
          : heads === 1
            ? ' The one head that was kept elsewhere is in it.'
            : ` All ${heads} heads that were kept elsewhere are in it.`
      }`,
    next: nothing,
  },
  'CHAIN-BROKEN': {
    title: 'The chain of facts is broken',
    sentence: ({ facts }) =>
      facts === null
        ? 'The chain of facts is broken.'
        : `The chain of ${counted(facts, 'fact')} is broken.`,
    next: ({ facts }) =>
      facts === null
        ? 'See `pesit-drop audit verify`.'
        : 'Keep this data folder as it is, and restore the ledger from a backup elsewhere to compare.',
  },
  'CHAIN-NOT-FOLLOWED': {
    title: 'The chain of facts was not followed',
    sentence: () => 'There is no audit.key, so the chain of facts was not followed.',
    next: nothing,
  },
  'FACTS-MISSING': {
    title: 'Facts are missing',
    sentence: ({ from, to }) =>
      from === to ? `Fact ${from} is missing.` : `Facts ${from} to ${to} are missing.`,
    next: nothing,
  },
  'FACT-CHANGED': {
    title: 'A fact was changed',
    sentence: ({ sequence, transferId }) =>
      `Fact ${sequence}, of transfer ${transferId}, is not what was written there, or was written with another key.`,
    next: nothing,
  },
  'FACTS-CUT-OFF': {
    title: 'The end of the chain is missing',
    sentence: ({ sequence, lastSequence }) =>
      `Fact ${sequence} was there once, because its head was kept elsewhere; the ledger ends with ${lastSequence}.`,
    next: nothing,
  },
  'FACT-OF-ANOTHER-CHAIN': {
    title: 'A fact was another once',
    sentence: ({ sequence, kept, found }) =>
      `Fact ${sequence} was another once: its head was ${kept}…, and is ${found}… now.`,
    next: nothing,
  },
  'CAPTURE-UNREADABLE': {
    title: 'A capture that cannot be read',
    sentence: ({ path, why, error }) =>
      `${path} cannot be read: ${
        {
          absent: 'there is no such file',
          folder: 'it is a folder',
          forbidden: 'you may not read it',
          other: error,
        }[why]
      }.`,
    next: nothing,
  },
  'CONNECTION-UNKNOWN': {
    title: 'No such connection',
    sentence: ({ connection, count }) =>
      `There is no connection ${connection}: the file has ${count}.`,
    next: nothing,
  },
}

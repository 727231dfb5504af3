// English words for the ledger. Pure.

import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { ledger } from '../../catalogue/machine/ledger.ts'
import type { WordsFor } from '../../entry.ts'

export const ledgerInEnglish: WordsFor<typeof ledger> = {
  'LEDGER-LOCKED': {
    title: 'Another pesit-drop uses the ledger',
    sentence: ({ folder, holder }, { zone }) => {
      if (holder === null) return `Another process uses the ledger in ${folder}.`
      return 'error' in holder
        ? `The ledger in ${folder} is in use by another process (its note cannot be read: ${holder.error}).`
        : `The ledger in ${folder} is in use by process ${holder.pid} on ${holder.host}, since ${timeForPeople(holder.sinceMs, zone)}.`
    },
    next: () =>
      'Another pesit-drop works with this data folder. Stop it first, or give this one its own `data`.',
  },
  'LEDGER-MISSING': {
    title: 'There is no ledger',
    sentence: ({ path }) => `There is no ledger at ${path}.`,
    next: () => 'Start the daemon once with this configuration, or check `data`.',
  },
  'LEDGER-DAMAGED': {
    title: 'The ledger is damaged',
    sentence: (values) => {
      switch (values.why) {
        case 'foreign':
          return `The ledger ${values.path} is damaged or is no ledger: it is empty or belongs to others.`
        case 'found':
          return `The ledger ${values.path} is damaged or is no ledger: ${values.found}.`
        case 'fact':
          return `The ledger ${values.path} is damaged or is no ledger: fact ${values.sequence}, of transfer ${values.transfer}, is not what was written there.`
        case 'removed':
          return `${values.path} is gone, but its newest entries lie beside it in ${values.path}-wal: it was removed or lost.`
        case 'row':
          return `The ledger is damaged: transfer ${values.transfer} (number ${values.sequence}) is not what was written there.`
        case 'counter':
          return `How far the transfer numbers were used cannot be read from ${values.path}: ${values.error === '' ? `it does not tell a mark of ${values.counter}` : values.error}.`
      }
    },
    next: (values) => {
      switch (values.why) {
        case 'removed':
          return `Put ${values.path} back, from where it went or from the newest backup. A backup has its own -wal or none: keep this one elsewhere then.`
        case 'row':
          return 'Nothing is done with this transfer. Stop the daemon, keep the ledger and the files beside it elsewhere, and put the newest backup of the ledger in its place; leave the folders `counters` and `spool` as they are.'
        case 'counter':
          return 'Nothing is sent under a number that may have been used. Restore this file from the newest backup, or write into it as `mark` a number above all that this bank has seen.'
        default:
          return `Keep ${values.path} and the files beside it that begin with its name as they are, elsewhere. Then put the newest backup of the ledger in its place, and leave the folders \`counters\` and \`spool\` as they are: they know what happened since. Never start on an empty ledger.`
      }
    },
  },
  'LEDGER-FAILED': {
    title: 'The ledger cannot be used',
    sentence: (values) => {
      const { path } = values
      switch (values.why) {
        case 'closed':
          return `The ledger ${path} is closed.`
        case 'no-audit-key':
          return `There is no key at ${path}.`
        case 'not-an-audit-key':
          return `${path} does not hold the key of the facts’ chain.`
        case 'unwritten':
          return `The ledger ${path} could not be written: ${values.error}.`
        case 'unopened':
          return `The ledger ${path} cannot be opened: ${values.error}.`
        case 'unseen':
          return `The ledger ${path} cannot be looked at: ${values.error}.`
        case 'lock':
          return `The lock ${path} cannot be taken: ${values.error}.`
        case 'older':
          return `The ledger ${path} is of an older pesit-drop (version ${values.version}, this one needs ${values.known}).`
        case 'newer':
          return `The ledger ${path} was written by a newer pesit-drop (version ${values.version}, this one knows ${values.known}).`
      }
    },
    next: (values) => {
      switch (values.why) {
        case 'no-audit-key':
          return 'Put audit.key back from its backup: without it nobody can tell whether facts were changed.'
        case 'not-an-audit-key':
          return 'Put the file back from its backup. Without it nobody can tell whether facts were changed.'
        case 'lock':
          return `Check the rights on the folder. If the file itself is damaged: make sure that no pesit-drop runs, then remove ${values.path}; nothing is kept in it.`
        case 'older':
          return 'Start the daemon of this version once: it brings the ledger up to date.'
        case 'newer':
          return 'Install the newer pesit-drop again. A ledger never goes back.'
        case 'unwritten':
          if (values.shared)
            return 'Another program writes into this file. Stop it: only pesit-drop may.'
          return lookAtDisk
        case 'unopened':
        case 'unseen':
          if (values.forbidden)
            return 'Run this as the service user, and give that user the right to read and write the data folder.'
          return lookAtDisk
        case 'closed':
          return lookAtDisk
      }
    },
  },
}

const lookAtDisk =
  'Look at the disk that holds `data`: space, health, rights. The daemon stops and starts again by itself.'

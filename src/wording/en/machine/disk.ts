// English words for files of our own on a disk. Pure.

import { formatSize } from '../../../lib/size.ts'
import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { DamagedFile, disk } from '../../catalogue/machine/disk.ts'
import type { Words, WordsFor } from '../../entry.ts'

export const diskInEnglish: WordsFor<typeof disk> = {
  'DISK-FULL': {
    title: 'The disk is full',
    sentence: (values) => {
      switch (values.what) {
        case 'file':
          return `The disk is full: ${values.path} could not be written.`
        case 'folder':
          return `There is no room left in ${values.path}.`
        case 'ledger':
          return `The disk of the ledger is full: ${values.path}.`
        case 'spool':
          return `The disk of ${values.folder} has ${formatSize(values.haveBytes)} left. ${values.name} needs ${formatSize(values.neededBytes)}, and ${formatSize(values.reserveBytes)} stay free (spool.reserve). What was taken from its outbox and does not fit is kept in the outbox's work folder.`
        case 'row':
          return `The disk of the ledger is full: nothing is taken before it has room, or ${values.folder} would hold files that nobody knows of.`
        case 'upload':
          return `The disk of ${values.folder} has ${values.haveBytes} bytes left; ${values.neededBytes} are needed to take this file.`
        case 'reception':
          return `The disk of ${values.folder} has ${values.have} bytes left; ${values.needed} are needed to receive ${values.virtualFile} and to keep what is reserved for files that are sent. Nothing is lost: ${values.bank} keeps what it has for us.`
      }
    },
    next: ({ what }) =>
      what === 'reception'
        ? 'Make room on that disk; the bank is asked again by itself.'
        : 'Free space on the disk that is named; then work goes on by itself.',
  },
  'FILE-SYNC-FAILED': {
    title: 'The disk did not confirm a write',
    sentence: (values) =>
      values.why === 'not-confirmed'
        ? `The disk did not confirm ${values.path}: ${values.error}.`
        : `${values.path} is not what was ${values.what === 'received' ? 'received' : 'copied there'}.`,
    next: () => 'Look at the health of the disk before anything else.',
  },
  'FILE-GONE': {
    title: 'The file cannot be read',
    sentence: (values) =>
      'why' in values
        ? `${values.name} was removed from ${values.folder}/.pesit-drop by somebody before it could be read. The bank does not have it.`
        : `${values.path} cannot be read (${values.error}).`,
    next: (values) =>
      'why' in values
        ? 'Drop it again if it is still wanted.'
        : 'Check whether it is there, and whether you may read it.',
  },
  'TRACE-NOT-WRITTEN': {
    title: 'The trace cannot be written',
    sentence: ({ path, error }) => `${path} cannot be written: ${error}.`,
    next: () => 'Name another file with `--trace`.',
  },
  'EVIDENCE-NOT-WRITTEN': {
    title: 'The evidence cannot be written',
    sentence: ({ path, error }) => `${path} could not be written: ${error}.`,
    next: () => 'Name another file with `--out`: a file that is there is never replaced.',
  },
  'SPOOL-ORPHAN': {
    title: 'A file in the spool belongs to no transfer',
    sentence: ({ path, sizeBytes, modifiedMs }, { zone }) =>
      `${path} (${sizeBytes} bytes, of ${timeForPeople(modifiedMs, zone)}) belongs to no transfer: the ledger was lost, or restored from an older copy. It may be a file that a bank gave us and gives no second time.`,
    next: () =>
      'Look at the file, put it where it belongs, and take it out of the spool; the next start forgets it.',
  },
}

export const damagedFile: Pick<Words<DamagedFile>, 'sentence' | 'next'> = {
  sentence: (values) => {
    switch (values.why) {
      case 'not-a-file':
        return `${values.path} is not a file, but something else in its place.`
      case 'other-bytes':
        return `${values.path} is not what was received.`
      case 'unreadable':
        return `${values.path} was received and cannot be read: ${values.error}.`
      case 'nowhere':
        return `The bytes of ${values.name} are neither in the spool (${values.path}) nor in the archive.`
    }
  },
  next: () => 'The copy on our disk is not what was sealed. Look at the disk; drop the file again.',
}

// English words for a folder that cannot be worked with now. Pure.

import type { shares } from '../../catalogue/folder/shares.ts'
import type { WordsFor } from '../../entry.ts'

export const sharesInEnglish: WordsFor<typeof shares> = {
  'FOLDER-MISSING': {
    title: 'The folder is missing',
    sentence: (values) => {
      const { folder } = values
      switch (values.why) {
        case 'absent':
          return `The folder ${folder} is not there.`
        case 'not-a-folder':
          return `${folder} is not a folder.`
        case 'removed-at-once':
          return `${folder} was removed as soon as it was made.`
        case 'share-gone':
          return `The share of ${folder} is gone: ${values.error}.`
        case 'unusable':
          return `${folder} cannot be worked with: ${values.error}.`
        case 'not-staged':
          return `The copy that was made in ${folder} for ${values.id} is not there.`
      }
    },
    next: () => 'Create the folder or mount its share again; it is watched again by itself.',
  },
  'FOLDER-FORBIDDEN': {
    title: 'No right to work in the folder',
    sentence: (values, reader) => {
      const { folder } = values
      switch (values.why) {
        case 'no-right':
          return `We may not work in ${folder}: ${values.error}.`
        case 'read-only':
          return `${folder} can only be read, not written.`
        case 'foreign-note':
          return `${folder} is not a note of ours.`
        case 'not-a-name':
          return `“${values.name}” cannot be the name of a file in ${folder}.`
        case 'not-in-group':
          return `We may not give files in ${folder} to the group ${values.group}: ${values.error}.`
        case 'no-such-group':
          return `There is no group ${values.group} on this machine.`
        case 'way-closed':
          return `Whom \`archive.owner\` names cannot come to the files in ${folder}: ${values.closed.join(', ')} may not be passed through.`
        case 'owner':
          return `Archived files stay with the service user alone. ${reader.what(values.what)}`
      }
    },
    next: ({ why }) => {
      if (why === 'not-in-group')
        return 'Make the service user a member of the group, or correct `owner.group`.'
      if (why === 'way-closed') return 'Give all others the right to enter (chmod o+x).'
      if (why === 'owner') return 'Mend `archive.owner`.'
      if (why === 'no-such-group') return 'Create the group, or correct `owner.group`.'
      return 'Give the service user the right to read, write and enter the folder.'
    },
  },
  'FOLDER-MOVED': {
    title: 'Another folder is in its place',
    sentence: (values) =>
      values.why === 'another-folder'
        ? `${values.folder} is not the folder it was: its share is gone, or another folder took its place.`
        : `${values.folder} lay on ${values.mountPoint} (${values.fileSystem}), which is not mounted now: nothing is done in the empty folder below it.`,
    next: () =>
      'Mount the share again. If the folder lies elsewhere on purpose: stop the daemon, remove the note that names it from `folders` in the data folder, and start the daemon.',
  },
  'FOLDER-SLOW': {
    title: 'The share does not answer',
    sentence: (values) =>
      `${values.folder} does not answer: ${values.why === 'silent' ? `nothing for ${values.seconds} s` : silence[values.why]}.`,
    next: () => 'Look at the file server and the network.',
  },
  'FOLDER-OTHER-DISK': {
    title: 'The work folder lies on another disk',
    sentence: ({ folder, path }) => `${path} lies on another disk than ${folder}.`,
    next: () =>
      'The work folder inside must be on the same file system: remove the mount below it.',
  },
}

const silence = {
  stopping: 'we are stopping',
  stuck: 'the process that worked there is stuck and cannot be ended yet',
  soon: 'it is tried again in a few seconds',
  ended: 'the process that worked there has ended',
} as const

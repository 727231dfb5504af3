// English words about shared folders in which somebody could lead us elsewhere. Pure.

import type { folders } from '../../catalogue/folder/folders.ts'
import type { WordsFor } from '../../entry.ts'

export const foldersInEnglish: WordsFor<typeof folders> = {
  'FOLDER-NOT-OURS': {
    title: 'Not our work folder',
    sentence: ({ path, why, owner }) => {
      switch (why) {
        case 'no-folder':
          return `${path} is not a folder but something else (a link, a file, a pipe) that was put in its place: nothing is done there.`
        case 'owner':
          return `${path} belongs to user ${owner}, not to pesit-drop: somebody put it in the place of our work folder, and nothing is done there.`
        case 'mode':
          return `Others than pesit-drop may write in ${path}: what lies there cannot be relied upon, and nothing is done there.`
      }
    },
    next: ({ why }) =>
      why === 'mode'
        ? 'Find out who changed its rights, look whether anything in it is missing or foreign, then take the right to write from group and others (chmod go-w).'
        : 'Find out who put it there, and put our own folder back if it was moved away: files that were taken may lie in it. If pesit-drop ran as another user before, give the folder to its user of today (chown -R). Work goes on by itself then.',
  },
  'FOLDER-LINK': {
    title: 'A link on the way to a folder',
    sentence: ({ folder, link, above }) =>
      `${link}, on the way to ${folder}, is a symbolic link in ${above}, where others may write: it is not followed, and nothing is done in ${folder}.`,
    next: ({ above }) =>
      `Name the real folder in the configuration, or let nobody but root and the service user write in ${above}.`,
  },
  'FOLDER-ABOVE-WRITABLE': {
    title: 'A folder that others can exchange',
    sentence: ({ folder, above }) =>
      `Others than root and the service user may write in ${above}: they can put another folder in the place of ${folder}.`,
    next: ({ above }) =>
      `Give ${above} to root, and let nobody else write in it; who drops or takes files needs the folder below only.`,
  },
  'FOLDER-OWNERS-UNKNOWN': {
    title: 'Owners that cannot be checked',
    sentence: ({ folder, fileSystem }) =>
      `The file system of ${folder} (${fileSystem}) does not show who owns a file or who may write it: that our work folder there is still ours cannot be checked.`,
    next: ({ folder }) =>
      `Let only those programs reach the share of ${folder} that drop or take files there, or mount it so that owners and rights are kept.`,
  },
  'PROC-MISSING': {
    title: 'No /proc',
    sentence: () =>
      'The daemon does not start: /proc/self/fd cannot be used here, and without it no shared folder can be worked in safely.',
    next: () =>
      'Mount /proc (in a container or a chroot as well). `ProcSubset=pid` and `ProtectProc=invisible` of systemd are no hindrance.',
  },
}

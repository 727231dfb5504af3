// Messages about files of this machine that programs name by their path, in English. Pure.

import type { paths } from '../../catalogue/request/paths.ts'
import type { WordsFor } from '../../entry.ts'

export const pathsInEnglish: WordsFor<typeof paths> = {
  'PATH-FORBIDDEN': {
    title: 'A path outside the folders for programs',
    sentence: ({ path, folders }) =>
      `${path} lies in none of the folders that programs may name, or its folder is not there. ${
        folders.length === 0
          ? 'The configuration names no folder from which programs may send by path.'
          : `Files may be named below ${folders.join(', ')}.`
      }`,
    next: () =>
      'Name the folder under `http.localFolders` in the configuration, or upload the file.',
  },
  'PATH-UNUSABLE': {
    title: 'A file that cannot be used',
    sentence: ({ path, cause }) =>
      `${path} could not be used (${cause === '' ? 'for an unknown reason' : cause}).`,
    next: () =>
      'Look whether it is there, is a plain file, and whether the service user may use it.',
  },
  'PATH-NOT-YOURS': {
    title: 'A path that this user may not use',
    sentence: ({ path, uid, use }) =>
      use === 'send'
        ? `${path} is not sent: without a key the calling user (uid ${uid}) may send a file that is his own, or that others may read in folders that others may search.`
        : `Nothing is put at ${path}: without a key the calling user (uid ${uid}) may replace a file that is his own, and make one in a folder in which its owner or others, whichever he is, may write. What others own is not replaced.`,
    next: ({ use }) =>
      use === 'send'
        ? 'Upload the file, give it to that user (chown), let others read it, or call with a key. Groups and ACLs do not count here.'
        : 'Name another path, give the folder to that user (chown), or call with a key. Groups and ACLs do not count here.',
  },
  'PATH-NO-FILE': {
    title: 'Not a file',
    sentence: ({ path, kind }) =>
      `${path} is ${kind === 'folder' ? 'a folder' : kind === 'pipe' ? 'a pipe' : 'a device or a socket'}, not a file. Nothing was sent.`,
    next: ({ kind }) =>
      kind === 'folder' ? 'Name one file in it.' : 'Write the content into a file, and send that.',
  },
  'TARGET-NOT-WRITABLE': {
    title: 'The file could not be written there',
    sentence: ({ path, cause }) =>
      `Nothing can be written at ${path}: ${reasonOf(cause)}. The bank was not asked.`,
    next: () => 'Make the folder, let yourself write in it, or name another place with --to.',
  },
  'RECEIVED-NOT-WRITTEN': {
    title: 'It was received, but not written',
    sentence: ({ path, cause }) =>
      `The file was received, but could not be written at ${path}: ${reasonOf(cause)}.`,
    next: ({ id }) =>
      `Nothing is lost: pesit-drop keeps it. Name another place with --to and ask again; if the bank is then asked anew, take it from its inbox or from /api/transfers/${id}/download.`,
  },
}

/** What the machine says, in words. */
function reasonOf(cause: string): string {
  const said: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such folder',
    ENOTDIR: 'its folder is not a folder',
    EACCES: 'you may not write in its folder',
    EROFS: 'its disk can only be read',
    ENOSPC: 'its disk is full',
    EDQUOT: 'your share of its disk is used up',
    ENAMETOOLONG: 'its name is too long',
  }
  return said[cause] === undefined ? cause : `${said[cause]} (${cause})`
}

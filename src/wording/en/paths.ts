// Messages about files of this machine that programs name by their path, in English. Pure.

import type { paths } from '../catalogue/paths.ts'
import type { WordsFor } from '../entry.ts'

export const pathsInEnglish: WordsFor<typeof paths> = {
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
}

// English words for virtual files that a bank does not have, and files that lie in the wrong folder. Pure.

import type { virtualFiles } from '../../catalogue/file/virtual-files.ts'
import type { WordsFor } from '../../entry.ts'

export const virtualFilesInEnglish: WordsFor<typeof virtualFiles> = {
  'VIRTUAL-FILE-UNKNOWN': {
    title: 'No such virtual file',
    sentence: ({ bank, asked, known, to, meant }) => {
      if (bank === null)
        return `No ${to === 'send' ? 'outbox' : 'inbox'} has the virtual file ${asked}.`
      const use = to === 'send' ? 'send to' : 'receive from'
      const told =
        known.length === 0
          ? `the configuration names none to ${use} ${bank}`
          : `to ${use} ${bank} there is ${known.join(', ')}`
      const guess = meant === null ? '' : ` Did you mean ${meant}?`
      return `There is no virtual file ${asked}: ${told}.${guess}`
    },
    next: ({ bank, to }) => {
      if (bank === null)
        return `See what there is at /api/${to === 'send' ? 'outboxes' : 'inboxes'}, or in the configuration.`
      return `Use the \`virtualFile\` of ${to === 'send' ? 'an outbox' : 'an inbox'} of this bank, or add it to \`virtualFiles\` of the bank in the configuration.`
    },
  },
  'WRONG-FOLDER': {
    title: 'In the wrong folder',
    sentence: ({ name, found, sends, virtualFile }) =>
      `${name} was not sent: it is ${found}, and ${virtualFile} sends ${sends.join(', ')}. It is never sent under ${virtualFile}.`,
    next: ({ elsewhere }) =>
      elsewhere.length === 0
        ? 'No outbox sends files of its kind. Cancel this one, and ask who wrote it where it belongs.'
        : `Drop it again into ${elsewhere.map(({ folder, virtualFile }) => (folder === '' ? virtualFile : `${folder} (${virtualFile})`)).join(' or ')}, and cancel this one.`,
  },
}

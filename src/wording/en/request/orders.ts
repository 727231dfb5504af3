// English words about what a person orders of a transfer and is refused. Pure.

import type { orders } from '../../catalogue/request/orders.ts'
import type { WordsFor } from '../../entry.ts'

export const ordersInEnglish: WordsFor<typeof orders> = {
  'NOT-IN-DOUBT': {
    title: 'Nothing is in doubt',
    sentence: ({ name, state, said }) =>
      `${name} is ${state}, and not in doubt: --${said} decides a doubt only. Nothing was done, and nothing is sent.`,
    next: ({ id, bank, said, canBeCancelled, canBeReleased }) => {
      if (said === 'received' && canBeCancelled)
        return `If ${bank} has it, cancel it: \`pesit-drop cancel ${id} --reason "…"\`.`
      if (said === 'resend' && canBeReleased)
        return `If ${bank} surely does not have it, release it without --resend: \`pesit-drop release ${id} --reason "…"\`.`
      return `Look at it: \`pesit-drop show ${id}\`.`
    },
  },
  'ASK-FIRST': {
    title: 'The bank must be asked first',
    sentence: ({ name, bank, inDoubt }) =>
      inDoubt
        ? `${bank} may have ${name}: nothing was done.`
        : `The note beside the bytes says that the end of ${name} may have been sent: ${bank} may have it, and nothing was done.`,
    next: ({ id, bank, number, partner, canBeConfirmed }) => {
      const about = number === null ? '' : ` about transfer ${number} of ${partner}`
      const has = canBeConfirmed
        ? ` If it has the file: \`pesit-drop release ${id} --received --reason "…"\`.`
        : ''
      return `Ask the desk of ${bank}${about}.${has} Only if it surely does not have it: \`pesit-drop release ${id} --resend --reason "…"\`.`
    },
  },
  'COPY-UNREADABLE': {
    title: 'Our copy cannot be read',
    sentence: ({ name, why }) =>
      `Our copy of ${name} cannot be read (${why}), so nobody knows whether the same went before. Nothing was done.`,
    next: ({ id }) =>
      `Look at the disk of the data folder. If the file is to be dropped again, give this one up first: \`pesit-drop cancel ${id} --reason "…"\`.`,
  },
}

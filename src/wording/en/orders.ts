// English words about what a person orders of a transfer and is refused. Pure.

import type { orders } from '../catalogue/orders.ts'
import type { WordsFor } from '../entry.ts'

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
}

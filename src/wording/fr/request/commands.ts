// What commands did or found, in French, as far as it is translated. Pure.

import type { commands } from '../../catalogue/request/commands.ts'
import type { PartialWordsFor } from '../../entry.ts'
import { frenchTime } from '../format.ts'
import { statesInFrench } from '../states.ts'

const nothing = () => ''
const stateOf = (state: string) => statesInFrench[state] ?? state

export const commandsInFrench: PartialWordsFor<typeof commands> = {
  'TRANSFER-STANDS': {
    title: 'Où en est un transfert',
    sentence: ({ name, state }) => `${name}\u00a0: ${stateOf(state)}.`,
    next: nothing,
  },
  'ORDER-DONE': {
    title: 'L’ordre a été exécuté',
    sentence: ({ name, state }) => `${name}\u00a0: désormais ${stateOf(state)}.`,
    next: nothing,
  },
  'ORDER-STOPPING': {
    title: 'Le transfert est en cours d’arrêt',
    sentence: ({ name }) => `${name} est en cours d’arrêt.`,
    next: ({ id }) => `Pour voir comment il se termine\u00a0: \`pesit-drop show ${id}\`.`,
  },
  'SENT-TO-BANK': {
    title: 'Reçu par la banque',
    sentence: ({ bank, atMs }, { zone }) =>
      `Reçu par ${bank}${atMs === null ? '' : ` le ${frenchTime(atMs, zone)}`}.`,
    next: nothing,
  },
  'LIST-EMPTY': {
    title: 'Une liste vide',
    sentence: ({ of }) =>
      ({
        transfers: 'Aucun transfert ne correspond.',
        messages: 'Aucun message n’a été échangé.',
        keys: 'Il n’y a pas de clé\u00a0: seuls les programmes de cette machine peuvent appeler.',
        webhooks: 'Il n’y a pas de webhook\u00a0: aucun programme n’est prévenu.',
        deliveries: 'Aucune notification ne correspond.',
      })[of],
    next: nothing,
  },
}

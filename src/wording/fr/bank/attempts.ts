// French words for conversations with a bank that did not end well; those that are most frequent. Pure.

import type { attempts } from '../../catalogue/bank/attempts.ts'
import type { PartialWordsFor } from '../../entry.ts'
import { frenchNumber } from '../format.ts'

const next = () => ''

export const attemptsInFrench: PartialWordsFor<typeof attempts> = {
  'LINE-CUT': {
    title: 'La ligne est coupée',
    sentence: ({ bank, why }) => `La ligne avec ${bank} est coupée\u00a0: ${why}.`,
    next,
  },
  'BANK-OUT-OF-TURN': {
    title: 'Réponse inattendue',
    sentence: ({ bank, event }) => `La banque ${bank} a répondu hors de son tour (${event}).`,
    next,
  },
  'END-WITHOUT-VERDICT': {
    title: 'La banque ne dit pas si elle a reçu le fichier',
    sentence: ({ bank }) =>
      `La banque ${bank} a répondu à la fin du transfert sans dire si elle a reçu le fichier.`,
    next,
  },
  'END-COUNTS-DIFFER': {
    title: 'La banque compte un autre nombre d’octets',
    sentence: ({ bank, bankBytes, ourBytes }) =>
      `La banque ${bank} dit avoir reçu le fichier, mais compte ${frenchNumber(bankBytes)} octets au lieu de ${frenchNumber(ourBytes)}.`,
    next,
  },
  'BANK-NOT-PROVED': {
    title: 'La banque n’a pas donné son mot de passe',
    sentence: ({ bank }) =>
      `La banque ${bank} a répondu avec un autre mot de passe que \`serverPassword\` (PI 5 de ACONNECT)\u00a0: ce n’est peut-être pas la banque, et rien n’a été envoyé.`,
    next: ({ bank }) =>
      `Demandez son mot de passe au service télétransmission de la banque et comparez-le avec \`serverPassword\` de ${bank}.`,
  },
}

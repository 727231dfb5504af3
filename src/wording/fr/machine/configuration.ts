// Faults of the configuration file in French, as far as they are translated. Pure.

import type { configuration } from '../../catalogue/machine/configuration.ts'
import type { PartialWordsFor } from '../../entry.ts'

const nothing = () => ''

export const configurationInFrench: PartialWordsFor<typeof configuration> = {
  'CONFIG-KEY-UNKNOWN': {
    title: 'Une clé inconnue',
    sentence: ({ key }) => `Clé inconnue «\u00a0${key}\u00a0».`,
    next: ({ meant, known }) =>
      meant === null
        ? `Clés connues ici\u00a0: ${known.join(', ')}.`
        : `Vouliez-vous dire «\u00a0${meant}\u00a0»\u00a0?`,
  },
  'CONFIG-KEY-MISSING': {
    title: 'Une clé manque',
    sentence: ({ key }) => `La clé «\u00a0${key}\u00a0» manque.`,
    next: nothing,
  },
  'CONFIG-BANK-UNKNOWN': {
    title: 'Une banque qui n’est pas définie',
    sentence: ({ bank }) => `La banque «\u00a0${bank}\u00a0» n’est pas définie.`,
    next: ({ known }) => `Banques définies\u00a0: ${known.join(', ')}.`,
  },
  'CONFIG-ZONE-UNKNOWN': {
    title: 'Un fuseau horaire inconnu',
    sentence: ({ zone }) =>
      `«\u00a0${zone}\u00a0» n’est pas un fuseau horaire\u00a0; écrivez par exemple Europe/Paris.`,
    next: nothing,
  },
}

// French words for what comes next of a transfer whose attempt did not end well. Pure.

import type { AfterEnd } from '../../after-end.ts'

export function afterEndInFrench(after: AfterEnd | undefined): string {
  switch (after?.kind) {
    case undefined:
      return ''
    case 'goes-on':
      return 'L’échange reprend tout seul au dernier point de synchronisation.'
    case 'sent-anew':
      return 'Le fichier est renvoyé automatiquement, depuis le début.'
    case 'fetched-anew':
      return 'Le fichier est redemandé automatiquement, depuis le début.'
    case 'tried-again':
      return 'Une nouvelle tentative a lieu automatiquement.'
    case 'called-again':
      return 'La banque est rappelée automatiquement.'
    case 'kept-nothing':
      return 'La banque n’a rien gardé de la tentative précédente et rien n’était terminé\u00a0: le fichier est renvoyé.'
    case 'attempts-spent':
      return after.direction === 'out'
        ? `C’était la tentative ${after.attempts} sur ${after.maximum}, la dernière. La banque n’a pas le fichier.`
        : `C’était la tentative ${after.attempts}, la dernière. La banque a toujours le fichier\u00a0: relancez, ou interrogez la banque.`
    case 'calls-spent':
      return `Après ${after.calls} appels, les tentatives s’arrêtent\u00a0; relancez quand la banque est de nouveau joignable.`
  }
}

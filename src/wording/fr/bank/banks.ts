// French words for a bank that cannot be talked with. `why`, the report of the line, is in English. Pure.

import type { banks } from '../../catalogue/bank/banks.ts'
import type { PartialWordsFor } from '../../entry.ts'
import { frenchTime } from '../format.ts'

const detail = (what: string) => (what === '' ? '' : ` Détail\u00a0: «\u00a0${what}\u00a0».`)

export const banksInFrench: PartialWordsFor<typeof banks> = {
  'BANK-UNREACHABLE': {
    title: 'La banque est injoignable',
    sentence: ({ bank, why }) => `La banque ${bank} est injoignable.${detail(why)}`,
    next: ({ bank }) =>
      `Les fichiers attendent et la banque est rappelée automatiquement. Si cela dure, vérifiez l’adresse, le réseau et le pare-feu\u00a0: pesit-drop probe ${bank}.`,
  },
  'BANK-SILENT': {
    title: 'La banque ne répond pas',
    sentence: ({ bank, why, abort }) =>
      `La banque ${bank} ne répond pas.${detail(abort === null ? why : `${why} (PESIT-${abort.diagnostic})`)}`,
    next: ({ bank }) =>
      `Les fichiers attendent et la banque est rappelée automatiquement. Si cela dure, pesit-drop probe ${bank} indique le paramètre en cause.`,
  },
  'BANK-TLS-REFUSED': {
    title: 'Pas de connexion chiffrée avec la banque',
    sentence: (values) =>
      `La connexion chiffrée (TLS) avec ${values.bank} ne s’établit pas.${detail('unreadable' in values ? values.unreadable : values.why)}`,
    next: ({ bank }) =>
      `Vérifiez \`tls.ca\`, \`tls.serverName\`, \`tls.cert\` et les dates des certificats, puis\u00a0: pesit-drop probe ${bank}.`,
  },
  'BANK-BUSY': {
    title: 'La banque n’accepte pas de connexion pour l’instant',
    sentence: ({ bank, what }, reader) =>
      `La banque ${bank} n’accepte pas de connexion pour l’instant.${detail(reader.what(what))}`,
    next: () => 'Les fichiers attendent et la banque est rappelée automatiquement.',
  },
  'BANK-REFUSED': {
    title: 'La banque refuse la connexion',
    sentence: ({ bank, what }, reader) =>
      `La banque ${bank} refuse la connexion.${detail(reader.what(what))}`,
    next: ({ bank }) =>
      `Cela ne se rétablit pas tout seul\u00a0: pesit-drop probe ${bank} indique ce qu’il faut changer, ou demandez au service télétransmission de la banque.`,
  },
  'ACCESS-REFUSED': {
    title: 'La banque refuse notre identification',
    sentence: ({ bank, what, also }, reader) =>
      `La banque ${bank} refuse notre identification.${detail(reader.what(what))} Plus aucun appel automatique vers ${[bank, ...also].join(' ni ')}, car les banques bloquent un compte après quelques mots de passe erronés\u00a0; les fichiers attendent.`,
    next: ({ bank, passwordFile }) =>
      `Vérifiez \`password\`, \`partner\`, \`server\` et les certificats, ou demandez au service télétransmission de la banque si le compte est bloqué ou le mot de passe expiré. La banque est rappelée (1) quand ses paramètres changent dans la configuration (redémarrez ensuite), (2) quand ${passwordFile === '' ? 'le fichier de son mot de passe change' : `le contenu de ${passwordFile} change`}, ou (3) quand vous le demandez\u00a0: \`pesit-drop probe ${bank}\`, ou un seul appel par \`retry\` ou \`poll\`.`,
  },
  'WAITS-FOR-ACCESS': {
    title: 'En attente de l’accès à la banque',
    sentence: ({ what }, reader) =>
      `La banque n’a rien reçu de ce fichier.${detail(reader.what(what))}`,
    next: ({ bank }) =>
      `Il part tout seul dès que notre identification chez ${bank} est corrigée\u00a0: \`pesit-drop status\` indique comment.`,
  },
  'BANK-NOT-CALLED': {
    title: 'La banque n’est pas appelée',
    sentence: ({ bank, refusedBy, diagnostic, sinceMs }, { zone }) =>
      `La banque ${bank} n’a pas été appelée\u00a0: ${refusedBy === bank ? 'elle refuse' : `${refusedBy}, où nous avons le même compte, refuse`} notre identification depuis le ${frenchTime(sinceMs, zone)} (PESIT-${diagnostic}), et les banques bloquent les comptes.`,
    next: ({ refusedBy }) => `Corrigez le mot de passe, puis\u00a0: pesit-drop probe ${refusedBy}.`,
  },
}

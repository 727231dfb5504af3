// The states of a transfer in French. Pure.

export const statesInFrench: Readonly<Record<string, string>> = {
  claimed: 'pris en charge',
  sealed: 'scellé',
  rejected: 'écarté par nos contrôles',
  replaced: 'remplacé',
  held: 'retenu',
  queued: 'en file d’attente',
  sending: 'en cours d’envoi',
  finishing: 'en attente de l’acquittement',
  'in-doubt': 'sort incertain\u00a0: la banque l’a peut-être',
  waiting: 'en attente d’un nouvel essai',
  sent: 'reçu par la banque',
  failed: 'refusé par la banque',
  cancelled: 'annulé',
  archived: 'archivé',
  asked: 'demandé à la banque',
  receiving: 'en cours de réception',
  committed: 'reçu en entier',
  confirmed: 'réception confirmée à la banque',
  delivered: 'remis',
}

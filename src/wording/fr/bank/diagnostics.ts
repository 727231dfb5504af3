// French words for the diagnostics of PeSIT that banks send most; the others are told in English. Pure.

import {
  type DiagnosticCode,
  type FromDiagnostic,
  reasonOf,
  type Step,
} from '../../catalogue/bank/diagnostics.ts'
import type { Words } from '../../entry.ts'

interface Meaning {
  /** What it means, as the end of a sentence. */
  readonly says: string
  /** What to do; absent: nothing. */
  readonly next?: string
}

interface Row extends Meaning {
  /** What differs at a step. */
  readonly at?: Partial<Readonly<Record<Step, Meaning>>>
}

const rows: Readonly<Record<number, Row>> = {
  201: { says: 'son système manque de ressources' },
  204: {
    says: 'le fichier existe déjà',
    next: 'Demandez au service télétransmission de la banque si elle a ce fichier, puis répondez par `pesit-drop release`.',
  },
  205: {
    says: 'le fichier n’existe pas',
    at: {
      create: {
        says: 'elle ne connaît pas ce fichier virtuel',
        next: 'Vérifiez `virtualFile` du dossier d’émission avec le service télétransmission de la banque.',
      },
      select: { says: 'elle n’a pas de fichier pour nous' },
    },
  },
  207: { says: 'le fichier est occupé' },
  213: { says: 'une erreur fatale d’entrée-sortie' },
  223: { says: 'fin anormale du transfert' },
  299: { says: 'une autre erreur de fichier' },
  300: { says: 'une saturation du réseau' },
  301: {
    says: 'elle ne connaît pas le serveur demandé (PI 4)',
    next: 'Vérifiez `server` avec la fiche de la banque.',
  },
  302: { says: 'elle ne prend pas d’appel pour l’instant' },
  303: { says: 'elle a trop de connexions' },
  304: {
    says: 'notre identification ou notre mot de passe est refusé',
    next: 'Corrigez `partner` et `password` avec la fiche de la banque.',
  },
  310: { says: 'un incident de réseau' },
  311: { says: 'une violation du protocole' },
  313: { says: 'la ligne est restée inactive trop longtemps' },
}

const steps: Readonly<Record<Step, string>> = {
  connect: 'refuse la connexion (CONNECT)',
  create: 'refuse le fichier (CREATE)',
  select: 'refuse la demande de fichier (SELECT)',
  open: 'refuse d’ouvrir le fichier (OPEN)',
  write: 'refuse l’écriture (WRITE)',
  read: 'refuse la lecture (READ)',
  data: 'refuse les données',
  end: 'refuse la fin du transfert (TRANS.END)',
  close: 'refuse de fermer le fichier (CLOSE)',
  message: 'refuse le message (MESSAGE)',
}

/** null: it is told in English. */
export function diagnosticInFrench(code: DiagnosticCode): Words<FromDiagnostic> | null {
  const row = rows[reasonOf(code) ?? 0]
  if (row === undefined) return null
  return {
    title: `${row.says.slice(0, 1).toUpperCase()}${row.says.slice(1)}`,
    sentence: (values) => happened(code, meaningAt(row, values.step), values),
    next: ({ step }) => meaningAt(row, step).next ?? '',
  }
}

function meaningAt(row: Row, step: Step): Meaning {
  return row.at?.[step] ?? row
}

function happened(
  code: DiagnosticCode,
  { says }: Meaning,
  { bank, step, how, text, wanted }: FromDiagnostic,
): string {
  const reason = `${says} (${code})${text === '' ? '' : ` («\u00a0${text}\u00a0»)`}`
  switch (how) {
    case 'refused':
      return `La banque ${bank} ${steps[step]}\u00a0: ${reason}.`
    case 'interrupted':
      return `La banque ${bank} a interrompu le transfert\u00a0: ${reason}.`
    case 'aborted':
      return `La banque ${bank} a coupé la ligne\u00a0: ${reason}.`
    case 'aborted-by-us':
      return `Nous avons coupé la ligne avec ${bank} (${code})\u00a0: ${text}.`
    case 'data-ended':
      return `La banque ${bank} a terminé les données par une erreur\u00a0: ${reason}. Le fichier n’est pas entier, rien n’en est remis.`
    case 'nothing-there':
      return nothingThere(bank, wanted)
    case 'not-taken':
      return `Ce que ${bank} a envoyé ne peut pas être reçu\u00a0: ${text} (${code}). Rien n’en est remis.`
  }
}

function nothingThere(bank: string, wanted: FromDiagnostic['wanted']): string {
  const none = `La banque ${bank} n’a pas de ${wanted?.what ?? 'fichier'} pour nous.`
  const others = wanted?.otherFiles ?? 0
  if (others === 0) return `${none} C’est normal quand aucun n’est prêt.`
  return `${none} Reçus sous d’autres noms\u00a0: ${others}, dans ${wanted?.folder ?? ''}.`
}

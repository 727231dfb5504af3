// English words about what somebody asked for by a word that says too little, or that nothing is called by.
// Pure.

import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { Candidate, queries } from '../../catalogue/request/queries.ts'
import type { Reader, WordsFor } from '../../entry.ts'

export const queriesInEnglish: WordsFor<typeof queries> = {
  'TRANSFER-AMBIGUOUS': {
    title: 'Several transfers are called so',
    sentence: ({ asked, candidates, more }, reader) =>
      `${quoted(asked)} may be ${more ? 'one of many' : `one of ${candidates.length}`}: ${candidates.map((one) => candidateText(one, reader)).join('; ')}${more ? '; and older ones' : ''}. Nothing was done.`,
    next: () => 'Say it again with the id of the one that is meant.',
  },
  'TRANSFER-UNKNOWN': {
    title: 'No such transfer',
    sentence: ({ asked, keyless }) =>
      keyless
        ? `There is no transfer ${quoted(asked)} that may be seen without a key: without one, an id opens what you sent or asked for as the same user of this machine, and what was reported to a webhook that you added or that stands in the configuration.`
        : `There is no transfer ${quoted(asked)}: no id is this or ends with it, and no recent file has this name.`,
    next: ({ keyless }) =>
      keyless
        ? 'Have a key made with `pesit-drop keys add NAME --role read`, and send it as `Authorization: Bearer <key>`.'
        : 'List what there is with `pesit-drop list`, or at /api/transfers.',
  },
  'FILTER-UNKNOWN': {
    title: 'A filter that nothing can meet',
    sentence: ({ filter, asked, known, meant }) =>
      `There is no ${filter} ${quoted(asked)}.${guess(meant)}${knownOnes(known)}`,
    next: () => '',
  },
  'FILTER-NO-DATE': {
    title: 'No date',
    sentence: ({ filter, asked }) => `${quoted(asked)} is no date for ${filter}.`,
    next: () =>
      'Write it as 2026-11-30, or with a time as 2026-11-30T08:00 (of this machine) or 2026-11-30T08:00:00Z.',
  },
  'FILTERS-EXCLUDE-EACH-OTHER': {
    title: 'Two filters that exclude each other',
    sentence: ({ one, other }) => `${one} and ${other} cannot be asked for together.`,
    next: () => 'Say one of them.',
  },
  'BANK-NAME-UNKNOWN': {
    title: 'No such bank',
    sentence: ({ asked, known, meant }) =>
      `No bank is called ${quoted(asked)}.${guess(meant)}${knownOnes(known)}`,
    next: () => '',
  },
}

const maximumNamed = 40

function knownOnes(known: readonly string[]): string {
  if (known.length === 0) return ' There is none.'
  const more = known.length > maximumNamed ? ', …' : ''
  return ` There ${known.length === 1 ? 'is' : 'are'}: ${known.slice(0, maximumNamed).join(', ')}${more}.`
}

function guess(meant: string | null): string {
  return meant === null ? '' : ` Did you mean ${meant}?`
}

function candidateText(
  { id, name, bank, direction, state, createdMs }: Candidate,
  { zone }: Reader,
) {
  const way = direction === 'out' ? 'to' : 'from'
  return `${id} (${name}, ${way} ${bank}, ${state}, of ${timeForPeople(createdMs, zone)})`
}

/** A stranger's word in a sentence of ours: cut short, nothing invisible. */
function quoted(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}]/gu, '�')
  return `“${plain.length > 80 ? `${plain.slice(0, 80)}…` : plain}”`
}

// English words about files whose end is missing. Pure.

import type { endings } from '../../catalogue/file/endings.ts'
import type { ArgumentsOf } from '../../catalogue.ts'
import type { WordsFor } from '../../entry.ts'

type End = ArgumentsOf<'FILE-CUT'>['end']

export const endingsInEnglish: WordsFor<typeof endings> = {
  'FILE-CUT': {
    title: 'Cut off',
    sentence: ({ name, outcome, bytes, end }) =>
      `${name} ${outcome === 'held' ? 'is held' : 'was not sent'}: it is cut off. ${placeOf(end, bytes)}`,
    next: ({ outcome }) =>
      outcome === 'held'
        ? 'Nothing of it was sent. Ask who writes it why it stops there, have the whole file dropped again, and cancel this one.'
        : 'Ask who writes it why it stops there, and send the whole file again.',
  },
}

function placeOf(end: End, bytes: number): string {
  const ends = `It ends after ${bytes} bytes`
  if (end.format === 'XML') return `${ends}${xmlPlace(end)}.`
  const { recordBytes, record, code, length } = end
  if (record === 0) return `${ends}, before its first record.`
  const place = `${ends}, in record ${record}`
  const missing = `of ${recordBytes} characters only ${length} are there`
  return length < recordBytes
    ? `${place} (code ${code}): ${missing}.`
    : `${place}, which has the code ${code}: the closing record is missing.`
}

function xmlPlace({ line, column, open }: Extract<End, { format: 'XML' }>): string {
  const at = line === 0 ? '' : `, at line ${line}, column ${column}`
  const what =
    open === '' ? 'the end of the XML is missing' : `<${open.slice(0, 60)}> has no end tag`
  return `${at}: ${what}`
}

// English words for files whose bytes, payments or reference were seen before. Pure.

import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { duplicates, Ordered, Twin } from '../../catalogue/file/duplicates.ts'
import type { Reader, WordsFor } from '../../entry.ts'

export const duplicatesInEnglish: WordsFor<typeof duplicates> = {
  DUPLICATE: {
    title: 'Sent before',
    sentence: ({ name, same, twin }, reader) =>
      `${name} is held: the same ${same} as ${twinText(twin)}, ${fateOf(twin, reader)}.`,
    next: () => 'Release it only if these payments must be made a second time.',
  },
  'SAME-REFERENCE': {
    title: 'The same message id with other payments',
    sentence: ({ name, reference, own, differs, twin }, reader) =>
      `${name} is held: its message id ${reference} was used before by ${twinText(twin)}, ${fateOf(twin, reader)}, and the ${listOf(differs)} ${differs.length === 1 && differs[0] !== 'accounts' && differs[0] !== 'payments' ? 'differs' : 'differ'}: this one orders ${amountOf(own)}.`,
    next: ({ twin }) =>
      `Ask who wrote it whether it corrects ${twin.name} or comes in addition. Release it only if both must be paid; else cancel it.`,
  },
  'REFERENCE-SEEN': {
    title: 'The same reference with other payments',
    sentence: ({ name, reference, own, twin }, reader) =>
      `${name} goes on. Its reference ${reference} was used before by ${twinText(twin)}, ${fateOf(twin, reader)}; this one orders ${amountOf(own)}.`,
    next: () => '',
  },
  REPLACED: {
    title: 'Replaced by another file',
    sentence: ({ name, by }, reader) =>
      `${name} was replaced by ${twinText(by)} (${by.id}), with the same payments, ${fateOf(by, reader)}. It is not sent.`,
    next: () => '',
  },
  'REPLACED-PERHAPS': {
    title: 'Perhaps replaced by another file',
    sentence: ({ name, reference, own, by }, reader) =>
      `${twinText(by)} (${by.id}) has the message id ${reference} of ${name} (${amountOf(own)}), and was ${fateOf(by, reader)}.`,
    next: ({ name, id, by }) =>
      `If ${by.name} corrects ${name}, cancel this one: \`pesit-drop cancel ${id}\`. If it came in addition, this one is still to be sent.`,
  },
  'TWIN-IN-THE-WAY': {
    title: 'The same was sent before',
    sentence: ({ name, same, state, twin }, reader) =>
      same === 'reference'
        ? `${name} has the message id of ${twinText(twin)} (${twin.id}), which is ${state} now, ${standOf(twin, reader)}.`
        : `${name} ${same === 'file' ? 'is the same file' : 'orders the same payments'} as ${twinText(twin)} (${twin.id}), which is ${state} now, ${standOf(twin, reader)}: both would be paid.`,
    next: ({ id, order, twin }) =>
      order === 'retry'
        ? `Cancel this one, if the other is right: \`pesit-drop cancel ${id}\`.`
        : `Only if both must be paid: \`pesit-drop release ${id}${order === 'resend' ? ' --resend' : ''} --again ${twin.id} --reason "…"\`. Else cancel this one.`,
  },
}

function twinText({ name, count, total }: Twin): string {
  return typeof count === 'number' && typeof total === 'string'
    ? `${name} (${amountOf({ count, total })})`
    : name
}

function amountOf({ count, total }: Ordered): string {
  return `${count} ${count === 1 ? 'payment' : 'payments'}, ${total}`
}

function listOf(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}

function standOf({ bank, takenMs, acknowledgedMs }: Twin, { zone }: Reader): string {
  return acknowledgedMs === null
    ? `taken on ${timeForPeople(takenMs, zone)} for ${bank}`
    : `acknowledged by ${bank} on ${timeForPeople(acknowledgedMs, zone)}`
}

function fateOf({ bank, takenMs, acknowledgedMs }: Twin, { zone }: Reader): string {
  return acknowledgedMs === null
    ? `taken on ${timeForPeople(takenMs, zone)}, and not acknowledged by ${bank} when this one came`
    : `acknowledged by ${bank} on ${timeForPeople(acknowledgedMs, zone)}`
}

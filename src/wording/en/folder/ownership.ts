// English words about who owns an outbox, and about a ledger that is from the past. Pure.

import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { OtherOwner, ownership } from '../../catalogue/folder/ownership.ts'
import type { Reader, WordsFor } from '../../entry.ts'

/**
 * What to do with a file that is held since its bank may have it. What the bank has counts as sent from then
 * on.
 */
function askDesk(bank: string): string {
  return `Ask ${bank}’s desk whether it has it. If so, release it with --received: it counts as sent, and the same payments are stopped when they come again. Release it without only if the bank surely does not have it.`
}

const takeOver = (folder: string) => `pesit-drop take-over ${folder} --reason "…"`

export const ownershipInEnglish: WordsFor<typeof ownership> = {
  'OUTBOX-OF-ANOTHER': {
    title: 'Another pesit-drop has this outbox',
    sentence: ({ folder, owner, alive }, reader) =>
      `${folder} belongs to another pesit-drop, ${who(owner, reader)}, which ${alive ? 'is at work there' : 'gives no sign of life'}: nothing is taken from it and nothing of it is sent from here.`,
    next: ({ folder, alive }) =>
      alive
        ? 'Two may not work in one outbox. Stop one of them, or give this one its own folder.'
        : `Nobody takes it over by himself. If the other one is gone for good: \`${takeOver(folder)}\`. What it had taken and not archived is then held here, for its bank may have it.`,
  },
  'OUTBOX-COPY-AT-WORK': {
    title: 'A copy of this data folder is at work',
    sentence: ({ folder, owner }, reader) =>
      `${folder} belongs to a daemon with this same ledger, or a copy of it, ${who(owner, reader)}, which gave a sign of life a moment ago: nothing is taken from it and nothing of it is sent from here.`,
    next: () =>
      'If the data folder was moved, or the machine has restarted, this ends by itself within a minute. If it stays, two daemons run on two copies of one data folder: stop one of them for good.',
  },
  'OUTBOX-TAKEN-OVER': {
    title: 'Its outbox was taken over',
    sentence: ({ name, folder, owner }, reader) =>
      `${name} is held: its outbox ${folder} belongs to another pesit-drop by now, ${who(owner, reader)}, where it may have been sent.`,
    next: ({ bank }) =>
      `Ask those who run the other one, and ${bank}’s desk. If the bank has it, release it with --received. If it is to be sent from there, cancel it here. Release it without --received only if the bank surely does not have it and nobody else sends it.`,
  },
  'OUTBOX-NOT-PROVED': {
    title: 'Whose its outbox is cannot be read',
    sentence: ({ name, folder, trouble }) =>
      trouble === ''
        ? `${name} was not sent: its outbox ${folder} is not ours any more, or not yet.`
        : `${name} was not sent: whether its outbox ${folder} is still ours cannot be read. ${trouble}`,
    next: () =>
      'It is sent by itself as soon as the folder shows that it is ours: if another pesit-drop has taken it over, the file may be sent from there.',
  },
  'CLAIMED-BY-ANOTHER': {
    title: 'Taken by another pesit-drop',
    sentence: ({ name, bank, folder, ledger }) =>
      `${name} is held: it was taken from ${folder} by another pesit-drop (ledger ${ledger}), and ${bank} may have it.`,
    next: ({ bank }) => askDesk(bank),
  },
  'CLAIMED-BY-UNKNOWN': {
    title: 'Taken by an earlier version',
    sentence: ({ name, bank, folder }) =>
      `${name} is held: it was taken from ${folder} by an earlier version of pesit-drop, which did not say which ledger it worked for, and this ledger does not know it. ${bank} may have it.`,
    next: ({ bank }) => askDesk(bank),
  },
  'LEDGER-LOST': {
    title: 'Not known to this ledger',
    sentence: ({ name, bank, found, folder }) =>
      ({
        outbox: `${name} is held: it was taken from ${folder} before this ledger was begun or restored. The ledger that knew what became of it is lost, and ${bank} may have it.`,
        spool: `${name} is held: the ledger did not know it, and the spool still holds it. The ledger was lost or restored from an older copy, and ${bank} may have it.`,
        'spool-end-noted': `The ledger did not know ${name}, and the spool says that its end may have been sent: ${bank} may have it.`,
      })[found],
    next: ({ bank, found }) =>
      found === 'spool-end-noted'
        ? `Ask ${bank}’s desk, then release it with --received, or with --resend if the bank surely does not have it.`
        : askDesk(bank),
  },
  RESTORED: {
    title: 'The data folder was restored',
    sentence: ({ name }) =>
      `The data folder was restored from a copy. Since that was made ${name} may have been sent.`,
    next: ({ bank }) => askDesk(bank),
  },
  'LEDGER-ROLLED-BACK': {
    title: 'The ledger is from the past',
    sentence: ({ name, folder, owner }, reader) =>
      `${name} is held: ${folder} shows a start of this daemon that its ledger does not know (${who(owner, reader)}). The ledger was restored from a copy, or the machine was rolled back to a snapshot, and ${name} may have been sent since.`,
    next: ({ bank }) => askDesk(bank),
  },
  'LEDGER-ROLLED-BACK-DOUBT': {
    title: 'The ledger is from the past',
    sentence: ({ name, bank }) =>
      `The ledger is from the past: what was decided of ${name} since is not known here, so ${bank} is not asked about it by itself.`,
    next: ({ bank }) =>
      `Ask ${bank}’s desk, then say so with \`pesit-drop release\`: with --received, or with --resend if it surely does not have it.`,
  },
  'LEDGER-FROM-THE-PAST': {
    title: 'The ledger is from the past',
    sentence: ({ folder, owner, held }, reader) =>
      `The ledger is from the past: ${folder} shows a start of this daemon that it does not know (${who(owner, reader)}). It was restored from a copy, or the machine was rolled back to a snapshot. What was sent since is not known here. ${heldText(held)}`,
    next: () =>
      'Ask each bank’s desk what it has, and for the highest transfer number (PI 13) that it has seen; set `firstNumber` of the bank above it. Files that the ERP drops again are not known as sent before. This is told until the next start.',
  },
  'OUTBOX-TAKE-OVER': {
    title: 'An outbox was taken over',
    sentence: ({ folder, owner, actor, reason }, reader) =>
      `${actor} had ${folder} taken over from ${who(owner, reader)}: ${reason}`,
    next: () => '',
  },
  'TAKE-OVER-ALIVE': {
    title: 'Its owner is alive',
    sentence: ({ folder, owner }, reader) =>
      `${folder} was not taken over: its owner, ${who(owner, reader)}, gave a sign of life a moment ago.`,
    next: () =>
      'Stop it first. If it is gone already, say this again in a minute: its signs of life must be missing for half a minute.',
  },
  'TAKE-OVER-NEEDLESS': {
    title: 'Nothing to take over',
    sentence: ({ folder }) =>
      `${folder} belongs to no other pesit-drop: there is nothing to take over.`,
    next: () => '',
  },
  'TAKE-OVER-UNKNOWN': {
    title: 'No such outbox',
    sentence: ({ folder, outboxes }) =>
      `${folder} is no outbox of this configuration. ${outboxes.length === 0 ? 'It has none.' : `Its outboxes are ${outboxes.join(', ')}.`}`,
    next: () => '',
  },
  'TAKE-OVER-UNREADABLE': {
    title: 'The folder cannot be worked with',
    sentence: ({ folder, trouble }) => `${folder} was not taken over. ${trouble}`,
    next: () => 'Mend the folder or its share, then say this again.',
  },
  'TAKE-OVER-LATE': {
    title: 'Somebody else was faster',
    sentence: ({ folder }) =>
      `${folder} was not taken over: somebody else took it at this very moment.`,
    next: () => 'Look at `pesit-drop status`, and decide again.',
  },
}

function who({ host, pid, dataFolder, sinceMs }: OtherOwner, { zone }: Reader): string {
  return `${dataFolder} on ${host} (process ${pid}), since ${timeForPeople(sinceMs, zone)}`
}

function heldText(held: number): string {
  if (held === 0) return 'Nothing was under way in it.'
  return held === 1 ? 'One transfer is held for it.' : `${held} transfers are held for it.`
}

// English words for diagnostics of PeSIT: what each means at the step where it came, and what to do. Meanings
// are those of PeSIT E Annex D; 227 and above in class 2, and 323 and above in class 3, are as products
// document them. Pure.

import type { FromDiagnostic, Step } from '../../catalogue/bank/diagnostics.ts'
import { reasonOf } from '../../catalogue/bank/diagnostics.ts'
import type { DiagnosticCode } from '../../catalogue/bank/diagnostics.ts'
import type { Words } from '../../entry.ts'

interface Meaning {
  /** What it means, as the end of a sentence. */
  readonly says: string
  /** What to do; absent: nothing, or to ask the bank. */
  readonly next?: string
}

interface Row extends Meaning {
  /** What differs at a step. */
  readonly at?: Partial<Readonly<Record<Step, Partial<Meaning>>>>
}

const askDesk = 'Ask the bank’s PeSIT desk what it means by that.'
const compare = 'Compare the settings of this virtual file with what the bank’s desk says.'

/** Codes of one meaning: something that identifies the file does not suit the bank’s tables. */
const unfit = {
  says: 'the client, bank, type, reference or date does not fit',
  next: 'Compare `client`, `finalBank`, `partner` and the virtual file with what the bank’s desk says.',
}
const settingRefused = {
  says: 'a setting of the connection is not accepted',
  next: 'Run `pesit-drop probe` for this bank, and ask its PeSIT desk which setting it means.',
}
const closedDirection = {
  says: 'access is closed for this direction',
  next: 'Ask the bank’s desk at which hours it takes calls in this direction.',
}
const noDirection = {
  says: 'access in this direction is not supported',
  next: 'Ask the bank whether this partner may send and receive; set `access: oneWay` when it wants lines of one direction.',
}

const rows: Readonly<Record<number, Row>> = {
  100: { says: 'transmission error' },
  139: { says: 'invalid file attributes', next: compare },
  200: {
    says: 'the file’s characteristics are not sufficient',
    next: compare,
    at: { select: { next: 'Check `virtualFile` of this inbox with the bank’s desk.' } },
  },
  201: { says: 'its system is short of resources' },
  202: { says: 'our share of its resources is used up' },
  203: { says: 'this transfer has no priority now' },
  204: {
    says: 'the file exists already',
    next: 'Ask the bank’s desk whether it has this file, then say so with `pesit-drop release`.',
  },
  205: {
    says: 'the file does not exist',
    at: {
      create: {
        says: 'it knows no such virtual file',
        next: 'Check `virtualFile` of the outbox with the bank’s desk: the name must be one that it receives.',
      },
      select: { says: 'it has no file for us' },
      open: { says: 'the file that it named before does not exist any more' },
    },
  },
  206: { says: 'its disk quota for us would be exceeded' },
  207: { says: 'the file is busy' },
  208: {
    says: 'the file is too old, or not old enough',
    next: 'Have the file made again, and ask the bank’s desk which dates it takes.',
  },
  209: {
    says: 'it does not accept this type of message',
    next: 'Ask the bank whether it takes messages of this partner.',
  },
  210: {
    says: 'the presentation (compression) could not be agreed',
    next: 'Set another `compression`, or leave it out.',
  },
  211: {
    says: 'it cannot open the file',
  },
  212: {
    says: 'it could not close the file normally',
    next: 'Ask the bank’s desk whether it has this file.',
  },
  213: { says: 'a fatal input or output error' },
  214: { says: 'the restart point could not be agreed' },
  215: { says: 'an error of its system' },
  216: { says: 'stopped on purpose' },
  217: { says: 'too many sync points without acknowledgement' },
  218: { says: 'resynchronisation impossible' },
  219: { says: 'its space for the file is exhausted' },
  220: {
    says: 'a record is longer than announced',
    next: 'Set `articleBytes` of this virtual file as the bank’s desk says.',
  },
  221: { says: 'the time for the end of transmission is over' },
  222: { says: 'too much data without a sync point' },
  223: { says: 'abnormal end of the transfer' },
  224: {
    says: 'the file is larger than announced',
    next: 'Ask the bank’s desk how large a file of this kind may be.',
  },
  225: {
    says: 'received, but not passed on to its application',
    next: 'The bank has the file: ask its desk what becomes of it.',
  },
  226: {
    says: 'transfer refused',
    next: 'Ask the bank’s desk why it refuses this file; the reason is in its log.',
    at: {
      select: { next: 'Ask the bank’s desk whether this partner may fetch that virtual file.' },
    },
  },
  227: {
    says: 'this transfer cannot be restarted',
    next: 'Set `restart: false` for this bank when it never can, then retry the transfer.',
  },
  228: { says: 'this type of file is not supported', next: compare },
  229: {
    says: 'this type of file does not go in this direction',
    next: 'Check with the bank’s desk whether this virtual file is sent or received.',
  },
  230: { says: 'this type of file does not fit the application', next: compare },
  231: {
    says: 'the transfer number is not unique',
    next: 'Ask the bank’s desk whether it has this file, and for the highest transfer number of this partner.',
  },
  232: { says: 'the coding does not fit', next: 'Set `dataCode` as the bank’s desk says.' },
  233: { says: 'it has no context for this restart' },
  234: { says: 'the entity size does not fit', next: 'Set `entityBytes` as the bank’s desk says.' },
  235: {
    says: 'the record format does not fit',
    next: 'Set `articleFormat` as the bank’s desk says.',
  },
  236: {
    says: 'the record length does not fit',
    next: 'Set `articleBytes` as the bank’s desk says.',
  },
  237: unfit,
  238: unfit,
  239: unfit,
  240: unfit,
  241: unfit,
  242: { says: 'wrong file password', next: askDesk },
  243: { says: 'wrong new file password', next: askDesk },
  245: { says: 'the file’s length is not right', next: askDesk },
  246: unfit,
  247: unfit,
  248: unfit,
  249: unfit,
  250: {
    says: 'transferred already',
    next: 'Ask the bank’s desk whether it has this file, then say so with `pesit-drop release`.',
  },
  251: unfit,
  252: unfit,
  253: unfit,
  254: { says: 'its file service is closed' },
  299: { says: 'another file error' },
  300: { says: 'its network is congested' },
  301: {
    says: 'the identifier called (PI 4), or ours (PI 3), is unknown there',
    next: 'Mend `server` (PI 4) or `partner` (PI 3), and with some software `password` too.',
  },
  302: { says: 'the service called is not attached' },
  303: { says: 'it has too many connections' },
  304: {
    says: 'we are not authorised (identifier or password)',
    next: 'Mend `password` (PI 5), or `partner` (PI 3) and `server` (PI 4). Do not try too often: banks lock accounts.',
  },
  305: {
    says: 'the access type could not be agreed',
    next: 'Set `access: oneWay`: the bank does not take mixed connections (PI 22).',
  },
  306: { says: 'resynchronisation could not be agreed', next: 'Leave `resync` out (PI 23).' },
  307: {
    says: 'sync points could not be agreed',
    next: 'Set a smaller `sync`, or `sync: false` (PI 7).',
  },
  308: {
    says: 'the protocol version is not supported',
    next: 'Ask the bank which profile of PeSIT it wants: this program speaks version E.',
  },
  309: { says: 'it has too many connections with us' },
  310: { says: 'a network incident' },
  311: { says: 'a violation of the protocol' },
  312: { says: 'its service was closed' },
  313: { says: 'the line was idle for too long' },
  314: { says: 'an idle line was cut to make room' },
  315: {
    says: 'negotiation failed',
    next: 'Ask the bank which of version, sync points, direction and entity size it does not take.',
  },
  316: { says: 'its administrator cut the line' },
  317: { says: 'an answer took too long' },
  318: {
    says: 'a mandatory parameter is missing or invalid',
    next: 'Keep a trace, and ask the bank’s desk which parameter it misses: `pesit-drop probe --trace FILE`.',
  },
  319: { says: 'the counts of bytes or records do not agree' },
  320: { says: 'too many resynchronisations' },
  321: {
    says: 'its backup address is to be called',
    next: 'Set `host` and `port` to the backup address of the bank.',
  },
  322: { says: 'it asks to be called later' },
  323: {
    says: 'the connection mode (CRC) is not supported',
    next: 'Leave `checksum` out: the bank does not take it (PI 1).',
  },
  324: { says: 'our identifier is not accepted', next: 'Mend `partner` (PI 3).' },
  325: {
    says: 'our password is not accepted',
    next: 'Mend `password` (PI 5). Do not try too often: banks lock accounts.',
  },
  326: {
    says: 'our new password is not accepted',
    next: 'Ask the bank for its rules for passwords, or leave `newPassword` out.',
  },
  327: closedDirection,
  328: noDirection,
  329: closedDirection,
  330: noDirection,
  331: { says: 'the timer value is not accepted', next: askDesk },
  332: { says: 'writing was not agreed for this connection', next: 'Check `access` of this bank.' },
  333: { says: 'reading was not agreed for this connection', next: 'Check `access` of this bank.' },
  334: settingRefused,
  335: settingRefused,
  336: { says: 'a date is not accepted', next: askDesk },
  399: { says: 'another connection error' },
}

const unnamed: Row = { says: 'a reason that PeSIT E does not name', next: askDesk }

const steps: Readonly<Record<Step, string>> = {
  connect: 'refused the connection',
  create: 'refused the file (CREATE)',
  select: 'refused the request for a file (SELECT)',
  open: 'refused to open the file (OPEN)',
  write: 'refused to receive the data (WRITE)',
  read: 'refused to send the data (READ)',
  data: 'refused the data',
  end: 'refused the file at its end (TRANS.END)',
  close: 'refused to close the file (CLOSE)',
  message: 'did not take the message (MESSAGE)',
}

/** What was going on when a line or a transfer was ended. */
const moments: Readonly<Record<Step, string>> = {
  connect: ' instead of an answer to CONNECT',
  create: ' before the data',
  select: ' before the data',
  open: ' before the data',
  write: ' before the data',
  read: ' before the data',
  data: '',
  end: ' at its end',
  close: ' while the file was closed',
  message: ' instead of an answer to the message',
}

export function diagnosticInEnglish(code: DiagnosticCode): Words<FromDiagnostic> {
  const row = rows[reasonOf(code) ?? 0] ?? unnamed
  const { says: title } = row
  return {
    title: `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`,
    sentence: (values) => happened(code, meaningAt(row, values.step), values),
    next: ({ step }) => meaningAt(row, step).next ?? '',
  }
}

function meaningAt(row: Row, step: Step): Meaning {
  return { ...row, ...row.at?.[step] }
}

function happened(
  code: DiagnosticCode,
  { says }: Meaning,
  { bank, step, how, text, wanted }: FromDiagnostic,
): string {
  const reason = `${says} (${code})${text === '' ? '' : ` (“${text}”)`}`
  switch (how) {
    case 'refused':
      return `${bank} ${steps[step]}: ${reason}.`
    case 'interrupted':
      return `${bank} interrupted the transfer${moments[step]}: ${reason}.`
    case 'aborted':
      return `${bank} aborted the line${moments[step]}: ${reason}.`
    case 'aborted-by-us':
      return `We aborted the line with ${bank} (${code}): ${text}.`
    case 'data-ended':
      return `${bank} ended the data with an error: ${reason}. The file is not whole, nothing of it is shown.`
    case 'nothing-there':
      return nothingThere(bank, wanted)
    case 'not-taken':
      return `What ${bank} sent cannot be taken: ${text} (${code}). Nothing of it is shown.`
  }
}

function nothingThere(bank: string, wanted: FromDiagnostic['wanted']): string {
  const none = `${bank} has no ${wanted?.what ?? 'file'} for us.`
  const others = wanted?.otherFiles ?? 0
  if (others === 0) return `${none} This is normal when none is ready.`
  return `${none} It gave ${others} under other names; ${others === 1 ? 'it is' : 'they are'} in ${wanted?.folder ?? ''}.`
}

// English words for files whose content contradicts what is set for their flow. Pure.

import type { AgainstFlow, flowContent } from '../../catalogue/file/flow-content.ts'
import type { WordsFor } from '../../entry.ts'

type Found = AgainstFlow['found'][number]
type Flow = AgainstFlow['flow']

interface Said {
  /** What was found, as the end of “it is held: …”. */
  found(found: Found, flow: Flow): string
  /** What is set, and what that would do. */
  set(found: Found, flow: Flow): string
  /** How the file or the settings become right. */
  cure(found: Found, flow: Flow): string
}

export const flowContentInEnglish: WordsFor<typeof flowContent> = {
  'CONTENT-AGAINST-FLOW': {
    title: 'Its content is not what its flow is set to',
    sentence: ({ name, virtualFile, found, flow }) =>
      `${name} is held, and nothing of it was sent: ${contradictionOf(virtualFile, found, flow)}`,
    next: ({ found, flow, garbled }) =>
      garbled
        ? `${cureOf(found, flow)} Then release it, or cancel it and have it made again.`
        : `${cureOf(found, flow)} If the bank wants it as it is, release it.`,
  },
  'STILL-AGAINST-FLOW': {
    title: 'Its content is still not what its flow is set to',
    sentence: ({ name, virtualFile, found, flow }) =>
      `${name} was not let go, because it would arrive garbled: ${contradictionOf(virtualFile, found, flow)}`,
    next: ({ id, found, flow }) =>
      `${cureOf(found, flow)} Then release it again, or drop it for good: \`pesit-drop cancel ${id}\`.`,
  },
}

/** The others follow from the first, or are few. */
const told = 2

function contradictionOf(virtualFile: string, all: readonly Found[], flow: Flow): string {
  const sentences = all.slice(0, told).map((one) => {
    const said = words[one.kind]
    return `${said.found(one, flow)}, but ${virtualFile} is set to ${said.set(one, flow)}.`
  })
  const more = all.length - told
  return `${sentences.join(' Also, ')}${more > 0 ? ` ${more} more such things were found.` : ''}`
}

function cureOf([first]: readonly Found[], flow: Flow): string {
  return first === undefined ? '' : words[first.kind].cure(first, flow)
}

const words: Readonly<Record<Found['kind'], Said>> = {
  'utf-16': {
    found: () => 'it is text in UTF-16',
    set: (_, flow) => `${recordsOf(flow)}, which are cut at single bytes`,
    cure: () => 'Have its writer save it in ASCII, ISO 8859-1 or UTF-8.',
  },
  ebcdic: {
    found: () => 'it is text in EBCDIC already',
    set: (_, { codePage, dataCode }) =>
      codePage === null
        ? `\`dataCode: ${dataCode}\``
        : `translate it into EBCDIC (\`codePage: "${codePage}"\`), so that it would be translated twice`,
    cure: (_, { codePage }) =>
      codePage === null
        ? 'Set `dataCode: ebcdic` for its bank, or have it written in ASCII.'
        : 'Take `codePage` out of `records` and set `dataCode: ebcdic`, or have it written in ASCII.',
  },
  ascii: {
    found: () => 'it is text in ASCII',
    set: () =>
      '`dataCode: ebcdic` without a code page, so that the bank would read its bytes as EBCDIC',
    cure: () => 'Set a `codePage` in `records` to have it translated, or another `dataCode`.',
  },
  crlf: {
    found: (one) => `CR and LF end ${linesOf(one)}`,
    set: () =>
      'lines that end with LF alone (`lines: lf`), so that a CR would travel in each of these records',
    cure: () =>
      'Set `records: { lines: crlf }` for its outbox if its writer always ends lines so, or have its lines end with LF.',
  },
  lf: {
    found: (one) => `LF without a CR ends ${linesOf(one)}`,
    set: () => 'lines that end with CR and LF (`lines: crlf`)',
    cure: () =>
      'Set `records: { lines: lf }` for its outbox if its writer always ends lines so, or have its lines end with CR and LF.',
  },
  cr: {
    found: (one) => `a CR without an LF stands in ${linesOf(one)}`,
    set: (_, { lineEnding }) =>
      `lines that end with ${lineEnding === 'lf' ? 'LF' : 'CR and LF'} (\`lines: ${lineEnding}\`), so that it would travel inside a record`,
    cure: (_, { lineEnding }) =>
      `Have its writer end every line with ${lineEnding === 'lf' ? 'LF' : 'CR and LF'}.`,
  },
  'lines-in-records': {
    found: ({ value, count }) =>
      `a line end stands behind each ${value ?? 0} bytes (${count} of them)`,
    set: (_, flow) =>
      `${recordsOf(flow)} without line ends between them, so that every record behind the first would be shifted`,
    cure: () =>
      'Set `records: { lines: lf }` (or crlf) for its outbox, or have it written without line ends.',
  },
  mark: {
    found: () => 'it begins with the byte order mark of UTF-8 (EF BB BF)',
    set: (_, flow) => `${recordsOf(flow)}: the bank would read it as a part of the first record`,
    cure: () => 'Have its writer save it without a mark.',
  },
  nul: {
    found: (one) => `it holds ${times(one.count, 'NUL byte')}${from(one)}`,
    set: (_, flow) => `${recordsOf(flow)}, and no line of text has any`,
    cure: () =>
      'If it is no text, set `records: bytes` for its outbox. If it should be text, a full disk or a power cut leaves files like this: have it made again.',
  },
  'utf-8': {
    found: () => 'its letters are in UTF-8',
    set: (_, { codePage, charset }) =>
      `${charset === 'ascii' ? 'ASCII' : 'ISO 8859-1'} (\`charset: ${charset}\`) that is translated into ${ebcdicOf(codePage)} byte by byte: each letter with an accent would become two others`,
    cure: () => 'Have its writer save it in ISO 8859-1, with `charset: latin1` in `records`.',
  },
  'no-text': {
    found: (one) =>
      `it holds ${times(one.count, 'byte')} that ${one.count === 1 ? 'is' : 'are'} no text, the first is ${hex(one.value)}${from(one)}`,
    set: (_, { kind, codePage, charset }) =>
      `text in ${charset === 'ascii' ? 'ASCII' : 'ISO 8859-1'}${kind === 'bytes' ? ' without line ends' : ''} that is translated into ${ebcdicOf(codePage)} (\`charset: ${charset}\`): there is no character for it`,
    cure: ({ value }, { kind, charset }) =>
      kind === 'bytes' && (value === 0x0a || value === 0x0d)
        ? 'Set `records: { lines: lf, codePage: … }` (or crlf) for its outbox, or have it written without line ends.'
        : charset === 'ascii' && (value ?? 0) >= 0xa0
          ? 'Set `charset: latin1` in `records` if its writer uses accents in ISO 8859-1, or have it written without them.'
          : 'Have its writer leave it out.',
  },
  control: {
    found: (one) =>
      `it holds ${times(one.count, 'control character')}, the first is ${controlName(one.value)}${from(one)}`,
    set: (_, flow) => `${recordsOf(flow)}, and it would travel inside a record`,
    cure: () => 'Have its writer leave it out.',
  },
  'too-long': {
    found: (one) =>
      `${times(one.count, 'line')} ${one.count === 1 ? 'is' : 'are'} too long, the first${from(one)} has ${one.value ?? 0} bytes`,
    set: (_, { articleBytes }) => `records of ${articleBytes} bytes at most (\`articleBytes\`)`,
    cure: () =>
      'Set `articleBytes` to the record length that the bank expects, or have the line made shorter.',
  },
  unseparated: {
    found: ({ value }) => `its records of ${value ?? 0} bytes follow each other without line ends`,
    set: (_, { lineEnding }) =>
      `one record a line (\`lines: ${lineEnding}\`): all would be one record`,
    cure: ({ value }) =>
      `Set \`records: bytes\`, \`articleFormat: fixed\` and \`articleBytes: ${value ?? 0}\` for its outbox, or have each record written on a line.`,
  },
  nel: {
    found: ({ count }) => `it has no LF, and ${times(count, 'NEL')} (85), by which hosts end lines`,
    set: (_, { lineEnding }) =>
      `one record a line (\`lines: ${lineEnding}\`): all would be one record`,
    cure: (_, { lineEnding }) =>
      `Have its lines end with ${lineEnding === 'lf' ? 'LF' : 'CR and LF'}.`,
  },
  'not-multiple': {
    found: ({ value }) => `its last record has ${times(value ?? 0, 'byte')}`,
    set: (_, flow) => recordsOf(flow),
    cure: ({ value }, { articleBytes }) =>
      (value ?? 0) <= 2
        ? 'A line end at its end is no record: have it written without one.'
        : `Have each record filled up to ${articleBytes} bytes, or set \`articleFormat: variable\`.`,
  },
}

function recordsOf({ kind, lineEnding, articleBytes, articleFormat, codePage }: Flow): string {
  if (kind === 'lines') return `one record a line (\`lines: ${lineEnding}\`)`
  if (articleFormat === 'fixed')
    return `records of ${articleBytes} bytes each (\`articleFormat: fixed\`)`
  return codePage === null ? 'records of bytes' : 'text that is translated byte by byte'
}

function ebcdicOf(codePage: string | null): string {
  return codePage === null ? 'EBCDIC' : `EBCDIC ${codePage}`
}

function linesOf({ count, line }: Found): string {
  if (count === 1) return line === null ? 'one line' : `line ${line}`
  return `${count} lines${line === null ? '' : ` (the first is line ${line})`}`
}

function from({ line }: Found): string {
  return line === null ? '' : ` in line ${line}`
}

function times(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

const names: Readonly<Record<number, string>> = {
  0x0b: 'a vertical tab',
  0x0c: 'a form feed',
  0x1a: 'a Ctrl-Z, the end of file of old systems',
  0x1b: 'an escape',
}

function controlName(value: number | null): string {
  const name = names[value ?? 0]
  return name === undefined ? hex(value) : `${name} (${hex(value)})`
}

function hex(value: number | null): string {
  return (value ?? 0).toString(16).toUpperCase().padStart(2, '0')
}

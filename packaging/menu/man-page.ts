// The man page pesit-drop(1), in roff, from the definition of the command line.

import { exitCodes } from '../../src/cli/exit-codes.ts'
import { allEntries, type ArgumentEntry, type Entry, type OptionEntry } from './entry.ts'

const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'Done.',
  failed: 'The command could not be carried out; the message says why.',
  usage: 'The command line is wrong.',
  needsPerson: 'Something needs a person; with send, the file is held or in doubt.',
  underWay: 'The transfer has not ended yet, and continues (send, receive).',
  daemonNotRunning: 'The daemon is not running.',
  ledgerInUse: 'Another process uses the ledger.',
  ledgerFailed: 'The disk of the ledger failed.',
  configuration: 'The configuration is wrong.',
  interrupted: 'Interrupted.',
}

/** `date`: 2026-11-30. */
export function manPage(program: Entry, { version, date }: { version: string; date: string }) {
  const commands = allEntries(program).filter((one) => one !== program && one.commands.length === 0)
  return [
    `.TH PESIT\\-DROP 1 "${date}" "pesit\\-drop ${version}" "User Commands"`,
    '.SH NAME',
    'pesit\\-drop \\- exchange files with a bank over PeSIT E',
    '.SH SYNOPSIS',
    '.B pesit\\-drop',
    '.RI [ options ] " command " [ options ] " " [ arguments ]',
    '.SH DESCRIPTION',
    text(program.description),
    'The daemon is started by the unit',
    '.BR pesit\\-drop.service ;',
    'most commands ask it, or read its ledger while it is stopped.',
    '.SH OPTIONS',
    ...program.options.flatMap(optionLines),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH EXIT STATUS',
    ...Object.entries(exitMeanings).flatMap(([name, meaning]) =>
      item(`.B ${exitCodes[name as keyof typeof exitCodes]}`, meaning),
    ),
    '.SH ENVIRONMENT',
    ...item('.B PESIT_DROP_CONFIG', 'The configuration, when \\-\\-config is not given.'),
    ...item('.BR LC_ALL ", " LC_MESSAGES ", " LANG', 'The language of failures.'),
    '.SH FILES',
    ...item('.I /etc/pesit\\-drop/config.yaml', 'The configuration.'),
    ...item('.I /etc/pesit\\-drop/secrets', 'Passwords and keys that the service may read.'),
    ...item(
      '.I /var/lib/pesit\\-drop',
      'The usual data folder: the ledger, the spool and the archive.',
    ),
    '.SH SEE ALSO',
    '.BR systemctl (1),',
    '.BR journalctl (1),',
    '.I /usr/share/doc/pesit\\-drop/install.md',
    '',
  ].join('\n')
}

function commandLines(command: Entry): string[] {
  const words = command.arguments.map(({ value, required }) => {
    const name = roman(value.name)
    return required ? `" \\fI${name}\\fR"` : `" [\\fI${name}\\fR]"`
  })
  return [
    `.SS "${roman(command.path.join(' '))}${words.map((one) => one.slice(1, -1)).join('')}"`,
    text(`${sentence(command.description)}`),
    ...command.arguments.flatMap(argumentLines),
    ...command.options.filter(({ long }) => long !== '--help').flatMap(optionLines),
  ]
}

function argumentLines({ value, description }: ArgumentEntry): string[] {
  return description === '' ? [] : item(`.I ${roman(value.name)}`, sentence(description))
}

function optionLines(option: OptionEntry): string[] {
  const names = [option.short, option.long]
    .filter((name) => name !== null)
    .map((name) => `\\fB${roman(name)}\\fR`)
    .join(', ')
  const value = option.value === null ? '' : ` \\fI${roman(option.value.name)}\\fR`
  const notes = [
    sentence(option.description),
    option.required ? 'Required.' : '',
    option.usual === null ? '' : `Usually ${option.usual}.`,
  ]
  return item(`${names}${value}`, notes.filter((note) => note !== '').join(' '))
}

function item(head: string, body: string): string[] {
  return ['.TP', head, text(body)]
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?…]$/.test(words) ? '' : '.'}`
}

/** Words inside a line of roff: a hyphen is one that can be copied, a backslash is one. */
function roman(words: string): string {
  return words
    .replaceAll(/\\(?!-)/g, '\\e')
    .replaceAll(/(?<!\\)-/g, '\\-')
    .replaceAll('…', '...')
}

/** A line of its own: it must not begin like a request. */
function text(words: string): string {
  const line = roman(words)
  return /^[.']/.test(line) ? `\\&${line}` : line
}

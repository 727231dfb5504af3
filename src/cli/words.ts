// What the commands of the menu share: the option for the configuration, exit codes, and kinds of values.

import { type Command, InvalidArgumentError, Option } from 'commander'
import { languages } from '../wording/languages.ts'
import type { ExitCode } from './exit-codes.ts'
import { createOutput, type Output } from './output.ts'

/** Runs a command and keeps its exit code. */
export function runs<A extends unknown[]>(
  work: (...given: A) => Promise<ExitCode> | ExitCode,
): (...given: A) => Promise<void> {
  return async (...given) => {
    process.exitCode = await work(...given)
  }
}

export const outputOf = ({ json }: { json?: boolean }): Output => createOutput(json === true)
export const number = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError('a whole number is needed')
  return value
}
/** The length of a list. Zero, and more than the ledger returns at once, are mistakes. */
const limitOf =
  (most: number) =>
  (text: string): number => {
    const value = number(text)
    if (value < 1 || value > most)
      throw new InvalidArgumentError(`a number from 1 to ${most} is needed`)
    return value
  }
export const limit = limitOf(10_000)
export const deliveryLimit = limitOf(200)
/** The transfer that a command is about. */
export const transferArgument = [
  '<id>',
  'its id, the last characters of it (four at least), or the name of its file',
] as const
export const port = (text: string): number => {
  const value = number(text)
  if (value > 65_535) throw new InvalidArgumentError('a port is at most 65535')
  return value
}
export const gather = (text: string, before: readonly string[]): readonly string[] => [
  ...before,
  text,
]

/** Before a command or behind it. */
export function languageOption(): Option {
  return new Option(
    '--lang <language>',
    'language of messages (usually that of LC_ALL, LC_MESSAGES or LANG)',
  ).choices(languages)
}

/** A command that works on one configuration. */
export function command(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option(
      '-c, --config <file>',
      'the configuration (PESIT_DROP_CONFIG, else /etc/pesit-drop/config.yaml)',
    )
    .option('--json', 'for programs')
    .addOption(languageOption())
}

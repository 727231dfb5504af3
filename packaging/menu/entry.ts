// The command line as plain data, read from its definition: the man page and the completions are made of it.

import type { Argument, Command, Option } from 'commander'
import { createProgram } from '../../src/cli/menu/program.ts'

/** What follows an option, or stands for an argument. */
export interface Value {
  /** As the help writes it, without brackets: `file`, `name:password`. */
  readonly name: string
  readonly kind: 'file' | 'folder' | 'choice' | 'text'
  readonly choices: readonly string[]
}

export interface OptionEntry {
  readonly short: string | null
  readonly long: string
  readonly value: Value | null
  readonly description: string
  readonly required: boolean
  /** What holds when the option is left out, as text; null if nothing does. */
  readonly usual: string | null
}

export interface ArgumentEntry {
  readonly value: Value
  readonly description: string
  readonly required: boolean
}

export interface Entry {
  /** Behind `pesit-drop`: `['webhooks', 'list']`; empty for the program itself. */
  readonly path: readonly string[]
  readonly description: string
  readonly arguments: readonly ArgumentEntry[]
  readonly options: readonly OptionEntry[]
  readonly commands: readonly Entry[]
}

/** Of the command line of this program. */
export function programEntry(): Entry {
  return entryOf(createProgram(), [])
}

/** The entry itself, then those of its commands at every depth, in the order of the help. */
export function allEntries(entry: Entry): readonly Entry[] {
  return [entry, ...entry.commands.flatMap(allEntries)]
}

function entryOf(command: Command, path: readonly string[]): Entry {
  return {
    path,
    description: command.description(),
    arguments: command.registeredArguments.map(argumentOf),
    options: [...command.options.map(optionOf), help],
    commands: command.commands.map((one) => entryOf(one, [...path, one.name()])),
  }
}

const help: OptionEntry = {
  short: '-h',
  long: '--help',
  value: null,
  description: 'show the words and options of the command',
  required: false,
  usual: null,
}

function argumentOf(argument: Argument): ArgumentEntry {
  const name = argument.name()
  return {
    value: valueOf(name, argument.argChoices),
    description: argument.description,
    required: argument.required,
  }
}

function optionOf(option: Option): OptionEntry {
  const [, name] = /[<[]([^>\]]*)[>\]]/.exec(option.flags) ?? []
  return {
    short: option.short ?? null,
    long: option.long ?? option.flags,
    value: name === undefined ? null : valueOf(name, option.argChoices),
    description: option.description,
    required: option.mandatory,
    usual: usualOf(option),
  }
}

function usualOf({ defaultValue, negate }: Option): string | null {
  const value: unknown = defaultValue
  if (negate || value === undefined) return null
  if (Array.isArray(value)) return value.length === 0 ? null : value.join(' ')
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

function valueOf(written: string, given: readonly string[] | undefined): Value {
  const name = written.replace(/\.\.\.$/, '')
  const choices = given ?? (/^[a-z]+(\|[a-z]+)+$/.test(name) ? name.split('|') : [])
  if (choices.length > 0) return { name, kind: 'choice', choices }
  const kind = name.endsWith('file') && !name.includes('virtual') ? 'file' : name
  return { name, kind: kind === 'file' || kind === 'folder' ? kind : 'text', choices: [] }
}

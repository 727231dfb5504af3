// Every command that a sentence, a hint or a page names is one that the command line takes: its name and its
// options.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { expect, test } from 'vitest'
import { addCommands } from '../../src/cli/menu/commands.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const program = new Command('pesit-drop')
addCommands(program)

const pages = [
  ...['src', 'docs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    ),
  ),
  'README.md',
  'config.example.yaml',
].filter((name) => /\.(ts|md|yaml)$/.test(name))

/** Of sentences in backticks that begin with the program itself: no command has such a name. */
const verbs = new Set(['stopped', 'ended', 'was'])

const all = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/`pesit-drop ([a-z][^`\\]*)/g)].map(
    ([, text = '']) => ({
      page,
      text: text.replace(/\$\{[^}]*\}/g, 'X').trim(),
    }),
  ),
)

const named = all.filter(({ text }) => !verbs.has(text.split(' ')[0] ?? ''))

function faultOf(text: string): string | null {
  const words = text.split(/\s+/)
  let command: Command | undefined = program
  while (command.commands.length > 0) {
    const [word] = words
    if (command !== program && word === undefined) return null
    const next: Command | undefined = command.commands.find((one) => one.name() === word)
    if (next === undefined) return `no command ${word ?? ''}`
    words.shift()
    command = next
  }
  const known = command.options.map(({ long }) => long)
  const strange = words
    .filter((word) => /^--[a-z]/.test(word))
    .map((word) => word.replace(/[^a-z-].*$/, ''))
  return strange.find((word) => !known.includes(word) && word !== '--help') ?? null
}

test('sentences, hints and pages name only existing commands and options', () => {
  expect(named.length).toBeGreaterThan(40)
  const faults = named.map(({ page, text }) => ({ page, text, fault: faultOf(text) }))
  expect(faults.filter(({ fault }) => fault !== null)).toEqual([])
})

test.each(['relese X', 'release X --recieved', 'webhooks lst'])('%s would be detected', (text) => {
  expect(faultOf(text)).not.toBeNull()
})

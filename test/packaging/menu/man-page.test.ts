// The man page is made of the command line itself.

import { expect, test } from 'vitest'
import { allEntries, programEntry } from '../../../packaging/menu/entry.ts'
import { manPage } from '../../../packaging/menu/man-page.ts'

const program = programEntry()
const page = manPage(program, { version: '1.2.3', date: '2026-11-30' })
const plain = page.replaceAll('\\-', '-').replaceAll(/\\f[BIR]/g, '')
const commands = allEntries(program).filter(({ commands }) => commands.length === 0)

test('every command has a section with its arguments', () => {
  expect(commands.length).toBeGreaterThan(25)
  for (const { path, arguments: given } of commands) {
    const words = given.map(({ value, required }) =>
      required ? ` ${value.name}` : ` [${value.name}]`,
    )
    expect(plain).toContain(`.SS "${path.join(' ')}${words.join('')}"\n`)
  }
})

test('every option stands in the section of its command', () => {
  for (const { path, options } of commands) {
    const [, section = ''] = plain.split(new RegExp(`\\.SS "${path.join(' ')}[ "]`))
    const own = section.split(/^\.S[SH] /m)[0] ?? ''
    for (const { long } of options)
      if (long !== '--help') expect(own, path.join(' ')).toContain(long)
  }
})

test('no text is taken for a request of roff: hyphens can be copied, and lines begin with a word', () => {
  const known = /^\.(TH|SH|SS|TP|B|I|BR|RI)( |$)/
  const lines = page.split('\n')
  expect(lines.filter((line) => line.startsWith('.') && !known.test(line))).toEqual([])
  expect(lines.filter((line) => line.startsWith("'"))).toEqual([])
  expect(lines.filter((line) => /(?<!\\)-/.test(line))).toEqual([
    '.TH PESIT\\-DROP 1 "2026-11-30" "pesit\\-drop 1.2.3" "User Commands"',
  ])
})

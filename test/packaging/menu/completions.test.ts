// The completions offer what the command line takes. The shells themselves are asked.

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  bashCompletion,
  fishCompletion,
  zshCompletion,
} from '../../../packaging/menu/completions.ts'
import { allEntries, type Entry, programEntry } from '../../../packaging/menu/entry.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const program = programEntry()
const has = (shell: string) => spawnSync(shell, ['--version']).status === 0
const say = (shell: string) => (has(shell) ? '' : ` (skipped: no ${shell} here)`)

function saved(text: string): string {
  const path = join(tempFolder(), 'completion')
  writeFileSync(path, text)
  return path
}

function ask(shell: string, script: string, args: readonly string[] = []): string {
  const { status, stdout, stderr } = spawnSync(shell, ['-c', script, shell, ...args], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout
}

const groups = allEntries(program).filter(({ commands }) => commands.length > 0)
const namesOf = ({ commands }: Entry) => commands.map(({ path }) => path.at(-1) ?? '')

/** What bash offers behind these words; the last one is unfinished. */
function bashOffers(words: readonly string[]): readonly string[] {
  const script = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pesit_drop; printf '%s\\n' "\${COMPREPLY[@]}"`
  return ask('bash', script, [saved(bashCompletion(program)), 'pesit-drop', ...words])
    .trim()
    .split('\n')
}

test.runIf(has('bash'))(`bash offers the commands of every group${say('bash')}`, () => {
  for (const group of groups)
    expect(bashOffers([...group.path, ''])).toEqual(expect.arrayContaining(namesOf(group)))
})

test.runIf(has('bash')).each([
  [
    ['release', '--re'],
    ['--reason', '--received', '--resend'],
  ],
  [
    ['list', '--direction', ''],
    ['out', 'in'],
  ],
  [
    ['keys', 'add', 'erp', '--role', ''],
    ['read', 'operate', 'admin'],
  ],
  [['webhooks', 'red'], ['redeliver']],
])(`bash completes %j${say('bash')}`, (words, offers) => {
  expect(bashOffers(words)).toEqual(offers)
})

test.runIf(has('fish'))(`fish offers the commands of every group${say('fish')}`, () => {
  const path = saved(fishCompletion(program))
  for (const group of groups) {
    const line = ['pesit-drop', ...group.path, ''].join(' ')
    const offers = ask('fish', `source ${path}; complete -C '${line}'`)
    expect(offers.split('\n').map((one) => one.split('\t')[0])).toEqual(
      expect.arrayContaining(namesOf(group)),
    )
  }
})

test.runIf(has('fish'))(`fish offers the options of a command${say('fish')}`, () => {
  const path = saved(fishCompletion(program))
  const offers = ask('fish', `source ${path}; complete -C 'pesit-drop release --re'`)
  for (const option of ['--reason', '--received', '--resend']) expect(offers).toContain(option)
})

test.runIf(has('zsh'))(`zsh reads its completion${say('zsh')}`, () => {
  const path = saved(zshCompletion(program))
  expect(ask('zsh', `zsh -n ${path}`)).toBe('')
})

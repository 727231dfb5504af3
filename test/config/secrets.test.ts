import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { readPassword, readSecret, Secret } from '../../src/config/secrets.ts'
import { KnownError } from '../../src/wording/known-error.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

test('a secret prints as three dots, however it is printed', () => {
  const secret = new Secret('Geheim99')
  const printed = [
    String(secret),
    `${secret}`,
    '' + secret,
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: { secret } }, { showHidden: true, depth: 9 }),
    format('%s %o %O %j', secret, secret, secret, secret),
    Object.entries(secret).join(),
    JSON.stringify(structuredClone(secret)),
  ].join('\n')
  expect(printed).not.toContain('Geheim99')
  expect(String(secret)).toBe('•••')
  expect(JSON.stringify({ secret })).toBe('{"secret":"•••"}')
  expect(secret.reveal()).toBe('Geheim99')
})

describe('where a secret comes from', () => {
  test('an environment variable', () => {
    expect(readSecret({ env: 'BANK' }, { BANK: 'abc' }).reveal()).toBe('abc')
  })

  test.each([
    ['abc', 'abc'],
    ['abc\n', 'abc'],
    ['abc\r\n', 'abc'],
    ['abc\n\n', 'abc\n'],
    [' a bc ', ' a bc '],
  ])('a file that holds %j, without the line end that editors add', (content, expected) => {
    const path = join(tempFolder(), 'secret')
    writeFileSync(path, content)
    expect(readSecret({ file: path }, {}).reveal()).toBe(expected)
  })

  test('a systemd credential', () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'ma-banque'), 'abc\n')
    const environment = { CREDENTIALS_DIRECTORY: folder }
    expect(readSecret({ credential: 'ma-banque' }, environment).reveal()).toBe('abc')
  })
})

describe('a missing secret', () => {
  const folder = '/nowhere'
  test.each([
    [
      'a variable that is not set',
      { env: 'BANK' },
      {},
      'The environment variable BANK is not set.',
    ],
    [
      'a variable that is empty',
      { env: 'BANK' },
      { BANK: '' },
      'The environment variable BANK is not set.',
    ],
    [
      'a file that is not there',
      { file: '/nowhere/at-all' },
      {},
      'The secret /nowhere/at-all cannot be read: ENOENT',
    ],
    [
      'no credentials at all',
      { credential: 'x' },
      {},
      'The credential x cannot be read: systemd gave none (LoadCredential=).',
    ],
    [
      'a credential that is not there',
      { credential: 'x' },
      { CREDENTIALS_DIRECTORY: folder },
      'The secret /nowhere/x cannot be read: ENOENT',
    ],
  ])('%s is told by its name', (_, source, environment, expected) => {
    const read = () => readSecret(source, environment)
    expect(read).toThrow(KnownError)
    expect(read).toThrow(expected)
  })

  test('an empty file, or a folder, is reported as such', () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'empty'), '\n')
    mkdirSync(join(folder, 'folder'))
    expect(() => readSecret({ file: join(folder, 'empty') }, {})).toThrow(
      'cannot be read: it is empty',
    )
    expect(() => readSecret({ file: join(folder, 'folder') }, {})).toThrow('cannot be read: EISDIR')
  })
})

describe('a password of PeSIT', () => {
  const read = (password: string) => readPassword({ env: 'P' }, { P: password }).reveal()

  test('has one to eight characters', () => {
    expect(read('a')).toBe('a')
    expect(read('SECRET01')).toBe('SECRET01')
  })

  test('of nine characters is refused: the ninth would request a new password', () => {
    expect(() => read('SECRET012')).toThrow('The password has more than 8 characters')
  })

  test.each(['pass wd', 'mot-clé', 'tab\t', ' '])(
    'with blanks or accents is refused: “%s”',
    (password) => {
      expect(() => read(password)).toThrow(
        'The password has blanks or characters that are not ASCII.',
      )
    },
  )

  test('is never repeated in the message about it', () => {
    for (const password of ['Geheim99999', 'Gehéim9']) {
      try {
        read(password)
        expect.unreachable()
      } catch (error) {
        expect(inspect(error)).not.toContain(password)
      }
    }
  })
})

// `check-config`: the faults of a configuration for people, in their language, and for programs.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { least } from '../helpers/configuration.ts'
import { runCli } from '../helpers/road/cli.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

function configured(text: string): string {
  const path = join(tempFolder(), 'config.yaml')
  writeFileSync(path, text)
  return path
}

test('a fault is data for programs: code, arguments, sentence, hint, key and place', async () => {
  const path = configured(least.replace('port:', 'prot:'))
  const { code, out } = await runCli(['check-config', '--json', '--config', path])
  expect(code).not.toBe(0)
  expect(JSON.parse(out)).toEqual({
    valid: false,
    faults: [
      {
        code: 'CONFIG-KEY-UNKNOWN',
        arguments: {
          key: 'prot',
          meant: 'port',
          known: expect.arrayContaining(['host', 'port']) as unknown,
        },
        sentence: 'Unknown key “prot”.',
        hint: 'Did you mean “port”?',
        line: 6,
        column: 5,
        path: 'banks[0].prot',
      },
    ],
  })
})

test('a fault is told in the language that is asked for', async () => {
  const path = configured(least.replace('port:', 'prot:'))
  const { code, err } = await runCli(['check-config', '--lang', 'fr', '--config', path])
  expect(code).not.toBe(0)
  expect(err).toContain(
    'config.yaml:6:5  Clé inconnue «\u00a0prot\u00a0». Vouliez-vous dire «\u00a0port\u00a0»\u00a0?',
  )
})

test('a secret that cannot be read is a warning, as data too', async () => {
  const text = `${least.replace('/data', join(tempFolder(), 'data'))}    password: { env: NOT_SET }\n`
  const path = configured(text)
  const { code, out } = await runCli(['check-config', '--json', '--config', path])
  expect(code).toBe(0)
  const { valid, warnings } = JSON.parse(out) as { valid: boolean; warnings: unknown }
  expect(valid).toBe(true)
  expect(warnings).toEqual([
    expect.objectContaining({
      code: 'SECRET-UNUSABLE',
      sentence: 'The password of bank cannot be used: The environment variable NOT_SET is not set.',
    }),
  ])
})

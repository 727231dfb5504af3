import { whatOf } from '../../src/wording/sentence.ts'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadConfig, missingSecrets } from '../../src/config/load.ts'
import { parseYaml } from '../../src/config/parse.ts'
import { validate } from '../../src/config/validate.ts'
import { bankLines, least, outboxLines, toldFault } from '../helpers/configuration.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

function written(content: string | Uint8Array): string {
  const path = join(tempFolder(), 'config.yaml')
  writeFileSync(path, content)
  return path
}

function toldOf(path: string): readonly string[] {
  const loaded = loadConfig(path)
  return loaded.kind === 'ok' ? [] : loaded.faults.map(toldFault)
}

const deviceOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.dev
/** A folder on another disk than the temporary folders of the tests. */
const otherDisk = ['/dev/shm', '/var/tmp'].find((path) => {
  const device = deviceOf(path)
  return device !== undefined && device !== deviceOf(tmpdir())
})

describe('a path that cannot be a configuration', () => {
  test('does not exist', () => {
    expect(toldOf(join(tempFolder(), 'config.yaml'))).toEqual([
      '1:1 There is no such file: give its path with --config.',
    ])
  })

  test('is a folder', () => {
    expect(toldOf(tempFolder())).toEqual(['1:1 This is a folder: name the file in it.'])
  })

  test('is a pipe or a device, which could have no end', () => {
    const pipe = join(tempFolder(), 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(toldOf(pipe)).toEqual(['1:1 This is not a regular file.'])
    expect(toldOf('/dev/zero')).toEqual(['1:1 This is not a regular file.'])
  })

  test('is empty', () => {
    expect(toldOf(written(''))).toEqual(['1:1 The file is empty: start from config.example.yaml.'])
  })

  test.each([
    ['Latin-1', Buffer.from('data: /donn\xe9es\n', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffdata: /data\n', 'utf16le')],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe])],
  ])('is not UTF-8: %s', (_, bytes) => {
    expect(toldOf(written(bytes))).toEqual(['1:1 The file is not UTF-8: save it as UTF-8.'])
  })

  test('is larger than any configuration', () => {
    expect(toldOf(written('#'.repeat(1024 ** 2 + 1)))).toEqual([
      '1:1 The file is larger than 1 MB: this is not a configuration.',
    ])
  })

  test('contains brackets without end', () => {
    expect(toldOf(written('['.repeat(1024 ** 2)))).toEqual([
      '1:1 This is not a configuration: more than 64 levels lie inside each other.',
    ])
  })
})

describe('a configuration file', () => {
  test('may begin with a byte order mark and have Windows line ends', () => {
    const path = written(`\ufeff${least.replaceAll('\n', '\r\n')}`)
    expect(toldOf(path)).toEqual([])
  })

  test('after a byte order mark, places are counted as an editor counts them', () => {
    expect(toldOf(written(`\ufeffdata: ~\n${bankLines}`)).join()).toContain('1:7 “data” is empty')
  })

  test('is frozen at every level', () => {
    const loaded = loadConfig(written(`${least}${outboxLines}    take: ["*.xml"]\n`))
    if (loaded.kind !== 'ok') throw new Error(JSON.stringify(loaded.faults))
    const thawed: string[] = []
    const walk = (value: unknown, path: string) => {
      if (typeof value !== 'object' || value === null) return
      if (!Object.isFrozen(value)) thawed.push(path)
      for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`)
    }
    walk(loaded.config, '')
    expect(thawed).toEqual([])
    expect(() => Object.assign(loaded.config.banks[0] ?? {}, { port: 1 })).toThrow(TypeError)
  })

  test('its relative paths start in its own folder, whatever the current folder is', () => {
    const path = written(least.replace('/data', 'data'))
    const loaded = loadConfig(path)
    expect(loaded.kind === 'ok' && loaded.config.data).toBe(path.replace(/config\.yaml$/, 'data'))
  })

  test('its folders are compared through symbolic links, even if they do not exist yet', () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'real'))
    symlinkSync(join(folder, 'real'), join(folder, 'link'))
    const outbox = (name: string) =>
      `  - { virtualFile: V, folder: ${join(folder, name)}, bank: bank }\n`
    const path = written(`${least}outboxes:\n${outbox('real/out')}${outbox('link/out')}`)
    expect(toldOf(path)).toEqual([
      `11:31 ${folder}/link/out is an outbox of V already (line 10): two outboxes may not share a folder.`,
    ])
  })

  test.skipIf(otherDisk === undefined)(
    'an archive that leads to another disk is reported (skipped where there is no other disk)',
    () => {
      const folder = tempFolder()
      mkdirSync(join(folder, 'data'))
      symlinkSync(otherDisk ?? '', join(folder, 'data', 'archive'))
      expect(toldOf(written(least.replace('/data', join(folder, 'data')))).join()).toContain(
        `${folder}/data/archive lies on another disk than ${folder}/data`,
      )
    },
  )
})

describe('missing secrets', () => {
  const load = (lines: string) => {
    const loaded = loadConfig(written(`${least}${lines}\n`))
    if (loaded.kind !== 'ok') throw new Error(JSON.stringify(loaded.faults))
    return loaded.config
  }
  const all = `    password: { env: A }
    preConnection: { identifier: NOUS, password: { env: B } }
    tls: { passphrase: { env: C } }`

  const troubles = (environment: NodeJS.ProcessEnv) =>
    missingSecrets(load(all), environment).map(({ unusable, isUnfit }) => [
      whatOf(unusable, { zone: 'UTC' }),
      isUnfit,
    ])

  test('are no faults of the configuration, and are named by their purpose', () => {
    expect(troubles({})).toEqual([
      ['The password of bank cannot be used: The environment variable A is not set.', false],
      [
        'The pre-connection password of bank cannot be used: The environment variable B is not set.',
        false,
      ],
      ['The passphrase of bank cannot be used: The environment variable C is not set.', false],
    ])
  })

  test('nothing is reported when all are there, with a passphrase of any length', () => {
    expect(troubles({ A: 'a', B: 'b', C: 'a passphrase of many words' })).toEqual([])
    expect(missingSecrets(load(''), {})).toEqual([])
  })

  test('passwords that PeSIT cannot carry are reported as unusable, not as missing', () => {
    expect(troubles({ A: '123456789', B: 'é', C: 'c' })).toEqual([
      [
        'The password of bank cannot be used: The password has more than 8 characters, which PeSIT cannot carry.',
        true,
      ],
      [
        'The pre-connection password of bank cannot be used: The password has blanks or characters that are not ASCII.',
        true,
      ],
    ])
  })
})

describe('any text', () => {
  const example = readFileSync(new URL('../../config.example.yaml', import.meta.url), 'utf8')
  const judge = (text: string) =>
    validate(parseYaml(text), { folder: '/etc', realPath: (path) => path })
  const sound = (text: string) => {
    const judged = judge(text)
    if (judged.kind === 'ok') return
    expect(judged.faults.length).toBeGreaterThan(0)
    const lines = text.split('\n').length
    for (const fault of judged.faults) {
      const { line, column } = fault
      expect(line).toBeGreaterThan(0)
      expect(line).toBeLessThanOrEqual(lines + 1)
      expect(column).toBeGreaterThan(0)
      expect(toldFault(fault)).not.toMatch(/undefined|\[object|Invalid input/)
    }
  }

  test('is a configuration, or has faults with places in the text; nothing is thrown', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 })
    const yamlish = fc
      .array(
        fc.constantFrom(
          'data',
          'banks',
          'id',
          ': ',
          '\n',
          '  ',
          '- ',
          '{',
          '}',
          '[',
          ']',
          '&a ',
          '*a',
          '"',
          "'",
          '|',
          '>',
          '? ',
          '!x ',
          '# ',
          ', ',
          '1',
          '~',
          '---\n',
          '\t',
          '<<',
          '\r',
        ),
        { maxLength: 60 },
      )
      .map((parts) => parts.join(''))
    fc.assert(fc.property(fc.oneof(text, yamlish), sound), { numRuns: 1500 })
  })

  test('so does the example with a piece removed, doubled or replaced', () => {
    const piece = fc.tuple(
      fc.nat({ max: example.length }),
      fc.nat({ max: 60 }),
      fc.constantFrom(
        '',
        ' ',
        '\n',
        ':',
        '{}',
        '[]',
        '- x',
        '7',
        'null',
        '"',
        '*.xml',
        '    x: y\n',
      ),
    )
    fc.assert(
      fc.property(piece, ([from, length, put]) => {
        sound(example.slice(0, from) + put + example.slice(from + length))
      }),
      { numRuns: 400 },
    )
  })

  test('so does a valid structure with any values', () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.string(), { maxLength: 2 }),
      fc.dictionary(
        fc.constantFrom('quiet', 'marker', 'env', 'keep', 'mode', '__proto__', 'x'),
        fc.string(),
        { maxKeys: 3 },
      ),
    )
    const some = (keys: readonly string[]) => fc.dictionary(fc.constantFrom(...keys), value)
    const flow = some([
      'virtualFile',
      'folder',
      'bank',
      'take',
      'ready',
      'check',
      'when',
      'name',
      'zone',
      'owner',
      'every',
    ])
    const bank = some([
      'id',
      'name',
      'host',
      'port',
      'password',
      'tls',
      'sync',
      'retry',
      'entityBytes',
      'articleBytes',
    ])
    const whole = fc.record({
      data: value,
      zone: value,
      archive: value,
      banks: fc.oneof(value, fc.array(bank, { maxLength: 2 })),
      outboxes: fc.oneof(value, fc.array(flow, { maxLength: 2 })),
      inboxes: fc.oneof(value, fc.array(flow, { maxLength: 2 })),
    })
    // JSON is YAML.
    fc.assert(
      fc.property(whole, (config) => sound(JSON.stringify(config))),
      { numRuns: 500 },
    )
  })
})

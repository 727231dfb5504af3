import { describe, expect, test } from 'vitest'
import {
  bankLines,
  configOf,
  faultsIn,
  inboxLines,
  least,
  outboxLines,
} from '../helpers/configuration.ts'

const outbox = (lines: string) => `${least}${outboxLines}${lines}\n`
const inbox = (lines: string) => `${least}${inboxLines}${lines}\n`
const bank = (lines: string) => `${least}${lines}\n`

describe('text that is not a configuration at all', () => {
  test.each([
    ['', 'The file is empty: start from config.example.yaml'],
    ['# a comment\n', 'The file is empty: start from config.example.yaml'],
    ['hello\n', 'This is not a configuration: it begins with keys'],
    ['- data\n', 'This is not a configuration: it begins with keys'],
    ['42\n', 'This is not a configuration: it begins with keys'],
  ])('“%s” is told so, at the first line', (text, expected) => {
    const told = faultsIn(text)
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(`1:1 ${expected}`)
  })
})

describe('Unknown keys', () => {
  test('a misspelt key is reported with the key that was meant, and that key is not reported as missing', () => {
    const text = `${least}outboxes:\n  - virtualfile: VIREMENTS\n    folder: /out\n    bank: bank\n`
    expect(faultsIn(text)).toEqual(['10:5 Unknown key “virtualfile”. Did you mean “virtualFile”?'])
  })

  test.each([
    ['    timers: { conect: 1s }', '“conect”. Did you mean “connect”?'],
    ['    tls: { passphrse: { env: A } }', '“passphrse”. Did you mean “passphrase”?'],
    ['    sync: { intervall: 4 MB }', '“intervall”. Did you mean “interval”?'],
    ['    pasword: { env: A }', '“pasword”. Did you mean “password”?'],
    ['    password: { enviroment: A }', '“enviroment”. Known here: env, file, credential.'],
  ])('also inside: %s', (lines, expected) => {
    expect(faultsIn(bank(lines)).join('\n')).toContain(`Unknown key ${expected}`)
  })

  test('a key that resembles none is reported with all known keys', () => {
    expect(faultsIn(`${least}log: { colour: red }\n`)).toEqual([
      '9:8 Unknown key “colour”. Known here: level.',
    ])
  })

  test.each(['alerts', 'storage'])('%s is not known in this version', (key) => {
    expect(faultsIn(`${least}${key}: {}\n`).join()).toContain(`9:1 Unknown key “${key}”`)
  })

  test.each(['open', 'cutOff'])('%s of a bank is not known in this version', (key) => {
    expect(faultsIn(bank(`    ${key}: x`)).join()).toContain(`Unknown key “${key}”`)
  })

  test('__proto__ and constructor are unknown like any other', () => {
    expect(faultsIn(`${least}__proto__: { zone: UTC }\n`).join()).toContain(
      'Unknown key “__proto__”',
    )
    expect(faultsIn(`${least}constructor: 1\n`).join()).toContain('Unknown key “constructor”')
  })

  test('a key of a million letters is reported shortened, and at once', () => {
    const [told = ''] = faultsIn(`${least}? ${'k'.repeat(1_000_000)}\n: 1\n`)
    expect(told.length).toBeLessThan(300)
    expect(told).toContain('kkk…”')
  })
})

describe('wrong values', () => {
  const wrong: readonly (readonly [string, string])[] = [
    // Missing and empty.
    [least.replace('    port: 6502\n', ''), '3:5 “port” is missing'],
    ['data: /data\n', '1:1 “banks” is missing'],
    [`data:\n${bankLines}`, '1:6 “data” is empty: give it a value'],
    ['data: /data\nbanks: []\n', '2:8 “banks” is empty'],
    [`${least}archive:\n`, '9:9 “archive” is empty: give it a value, or take the line away'],
    // Kinds.
    [least.replace('NOUS', '00123'), '8:14 “partner”: a text is needed: write it in quotes'],
    [least.replace('6502', '"6502"'), '6:11 “port”: a number is needed, without quotes'],
    [least.replace('6502', '65.5'), '6:11 “port”: a whole number is needed'],
    [bank('    finalBarrier: yes'), '9:19 “finalBarrier”: true, false or unlessRefused'],
    [
      bank('    tls: true'),
      '9:10 “tls”: keys of its own are needed here: ca, cert, key, passphrase, serverName, minimum',
    ],
    [outbox('    take: "*.xml"'), '13:11 “take”: a list is needed, such as [a, b]'],
    [
      outbox('    take: ["*.xml", 5]'),
      '13:21 “take”, entry 2: a text is needed: write it in quotes',
    ],
    [inbox('    name: { name }'), '14:11 “name”: a text is needed'],
    [inbox('    owner: { mode: 0640 }'), '14:20 “mode”: a text is needed: write it in quotes'],
    // Limits.
    [least.replace('6502', '65536'), '6:11 “port”: 65536 is too large: 65535 at most'],
    [least.replace('6502', '0'), '6:11 “port”: 0 is too small: 1 at least'],
    [bank('    connections: 17'), '9:18 “connections”: 17 is too large: 16 at most'],
    [bank('    entityBytes: 511'), '9:18 “entityBytes”: 511 is too small: 512 at least'],
    [bank('    entityBytes: 65536'), '9:18 “entityBytes”: 65536 is too large: 65535 at most'],
    [bank('    sync: { window: 16 }'), '9:21 “window”: 16 is too large: 15 at most'],
    // Choices.
    [
      `${least}log: { level: verbose }\n`,
      '9:15 “level”: one of error, warn, info, debug is needed',
    ],
    [bank('    tls: { minimum: 1.2 }'), '9:21 “minimum”: write it in quotes'],
    [bank('    framing: detect'), '9:14 “framing”: one of prefixed, raw is needed'],
    [
      outbox('    check: [pain.001, pain.01]'),
      '13:23 “check”, entry 2: one of pain.001, pain.008, cfonb-160, cfonb-320 is needed',
    ],
    // Durations and sizes.
    [
      outbox('    every: 30'),
      '13:12 “every”: a duration is a number and ms, s, m, h or d, such as 30s',
    ],
    [outbox('    every: soon'), '13:12 “every”: a duration is a number and ms'],
    [outbox('    every: 0s'), '13:12 “every”: from 100ms to 1d'],
    [bank('    timers: { answer: 400d }'), '9:23 “answer”: from 100ms to 1h'],
    [bank('    timers: { idle: 99999999999999999999d }'), '9:21 “idle”: from 0s to 1h'],
    [
      bank('    sync: { interval: 1 lot }'),
      '9:23 “interval”: a size is a number of bytes, or with KB, MB or GB',
    ],
    [bank('    sync: { interval: 65535 KB }'), '9:23 “interval”: from 1 KB to 65534 KB'],
    [
      bank('    sync: { interval: 100000 }'),
      '9:23 “interval”: whole KB, because PI 7 counts in KB',
    ],
    [`${least}spool: { reserve: -1 }\n`, '9:19 “reserve”: a size is a number of bytes'],
    [`${least}spool: { reserve: [1] }\n`, '9:19 “reserve”: a size is a number of bytes'],
    // What may be one of several things.
    [
      bank('    sync: true'),
      '9:11 “sync”: false, or keys of its own, such as { interval: 4 MB, window: 4 }',
    ],
    [
      `${least}archive: { keep: never }\n`,
      '9:18 “keep”: a duration from 1m to 36500d such as 400d, or forever',
    ],
    [
      `${least}archive: { keep: 400 }\n`,
      '9:18 “keep”: a duration from 1m to 36500d such as 400d, or forever',
    ],
    [
      outbox('    check: pain.001'),
      '13:12 “check”: a list of formats such as [pain.001], or false',
    ],
    [outbox('    check: true'), '13:12 “check”: a list of formats such as [pain.001], or false'],
    [
      outbox('    ready: rename'),
      '13:12 “ready”: one of { quiet: 10s }, { marker: "{name}.ok" } and { rename: true }',
    ],
    [
      outbox('    ready: { quiet: 10s, marker: "{name}.ok" }'),
      '13:26 “marker” does not go with “quiet”: choose one',
    ],
    [outbox('    ready: { rename: false }'), '13:14 “rename” cannot have this value'],
    [
      inbox('').replace('"0 7 * * *"', '7'),
      '13:11 “when”: a schedule such as "*/15 6-20 * * 1-5", or a list of them',
    ],
    // Texts of a form.
    [
      least.replace('bank.example', 'https://bank.example'),
      '5:11 “host”: a name or an address alone',
    ],
    [least.replace('bank.example', 'bank.example:6502'), '5:11 “host”: a name or an address alone'],
    [
      least.replace('NOUS', 'A'.repeat(25)),
      '8:14 “partner”: an identifier has 1 to 24 printable ASCII characters',
    ],
    [
      least.replace('NOUS', 'SOCIÉTÉ'),
      '8:14 “partner”: an identifier has 1 to 24 printable ASCII characters',
    ],
    [
      outbox('').replace('VIREMENTS', '"VIR EMENTS"'),
      '10:18 “virtualFile”: a virtual file has 1 to 76',
    ],
    [
      bank('    preConnection: { identifier: TOOLONG89, password: { env: A } }'),
      '9:34 “identifier”: 1 to 8 printable ASCII characters',
    ],
    [outbox('    ready: { marker: .ok }'), '13:22 “marker”: a name with {name} in it once'],
    [outbox('    ready: { marker: "{name}" }'), '13:22 “marker”: a name with {name} in it once'],
    [
      outbox('    ready: { marker: "done/{name}" }'),
      '13:22 “marker”: a name with {name} in it once',
    ],
    [inbox('    owner: { mode: "rw-r" }'), '14:20 “mode”: octal in quotes, such as "0640"'],
    // Paths.
    [least.replace('/data', '~/data'), '1:7 “data”: ~ is not expanded here: write the whole path'],
    [bank('    tls: { ca: ~/ca.pem }'), '9:16 “ca”: ~ is not expanded here'],
    [least.replace('/data', '"/da\\0ta"'), '1:7 “data”: a path holds no NUL'],
  ]

  test.each(wrong.map(([text, expected]) => ({ text, expected })))(
    '$expected',
    ({ text, expected }) => {
      const told = faultsIn(text)
      expect(told).toHaveLength(1)
      expect(told[0]).toContain(expected)
    },
  )

  test('IPv4 and IPv6 addresses are hosts', () => {
    for (const host of ['10.0.0.1', '"::1"', '"2001:db8::5"', 'localhost'])
      expect(faultsIn(least.replace('bank.example', host))).toEqual([])
  })
})

describe('secrets', () => {
  test('one that is written in the file is refused with the three ways to provide it, and never repeated', () => {
    const [told = ''] = faultsIn(bank('    password: Geheim99'))
    expect(told).toBe(
      '9:15 “password”: a secret does not stand in this file: write { env: NAME }, { file: /path } or { credential: name }.',
    )
  })

  test.each([
    '    password: 12345678',
    '    password: [Geheim99]',
    '    password: { env: [Geheim99] }',
    '    password: !x Geheim99',
    '    password: *Geheim99',
    '    password: "Geheim99',
  ])('no fault repeats it: %s', (lines) => {
    const told = faultsIn(bank(lines)).join('\n')
    expect(told).not.toBe('')
    expect(told).not.toMatch(/Geheim99|12345678/)
  })

  test.each([
    ['{}', 'exactly one of env, file and credential is needed'],
    ['{ env: A, file: /b }', 'exactly one of env, file and credential is needed'],
    ['{ credential: ../shadow }', 'the name of a credential, not a path'],
    ['{ credential: .. }', 'the name of a credential, not a path'],
    ['{ file: ~/secret }', '~ is not expanded here'],
    ['{ env: "" }', 'is empty'],
  ])('%s is refused', (source, expected) => {
    expect(faultsIn(bank(`    password: ${source}`)).join()).toContain(expected)
  })
})

describe('several faults', () => {
  test('are reported all at once in the order of their lines, including relations', () => {
    const text = `zone: Europe/Pari
${least.replace('6502', '99999')}    colour: red
outboxes:
  - virtualfile: VIREMENTS
    folder: /out
    bank: bnak
  - virtualFile: PRELEVEMENTS
    folder: /out
    bank: bank
inboxes:
  - virtualFile: RELEVES
    folder: /out/in
    bank: bank
    when: "61 * * * *"
    name: releve.xml
`
    expect(faultsIn(text)).toEqual([
      '1:7 “Europe/Pari” is not a time zone; write one like Europe/Paris.',
      '7:11 “port”: 99999 is too large: 65535 at most.',
      expect.stringContaining('10:5 Unknown key “colour”. Known here: id, name,'),
      '12:5 Unknown key “virtualfile”. Did you mean “virtualFile”?',
      '14:11 Bank “bnak” is not defined. Defined: bank.',
      '16:13 /out is an outbox already (line 13): two outboxes may not share a folder.',
      '20:13 /out/in lies inside the outbox /out (line 13): keep them apart.',
      '22:11 “61 * * * *” is not a schedule: the minute 61 does not exist: 0 to 59.',
      '23:11 Every file would get the same name: add {name}, {sequence}, {time} or {id}.',
    ])
  })
})

describe('valid configurations', () => {
  test('the smallest one has the defaults everywhere', () => {
    const config = configOf(`${least}${outboxLines}${inboxLines}`)
    expect(config).toMatchObject({
      data: '/data',
      zone: 'Europe/Paris',
      log: { level: 'info' },
      archive: { keep: 400 * 86_400_000, owner: {} },
      spool: { reserve: 1024 ** 3 },
      stop: { grace: 20_000 },
    })
    expect(config.banks[0]).toMatchObject({
      framing: 'prefixed',
      abort: 'raw',
      connections: 1,
      entityBytes: 32_750,
      articleFormat: 'variable',
      dialect: 'standard',
      records: 'bytes',
      sync: { interval: 4 * 1024 ** 2, window: 4 },
      finalBarrier: 'unlessRefused',
      probe: 'never',
      label: '{name}',
      retry: { attempts: 10, firstDelay: 30_000, maximumDelay: 1_800_000, afterBreak: 60_000 },
      timers: { connect: 30_000, answer: 60_000, longAnswer: 300_000, idle: 5000 },
    })
    expect(config.banks[0]).not.toHaveProperty('tls')
    expect(config.outboxes[0]).toMatchObject({
      take: ['*'],
      leave: [],
      case: 'ignore',
      ready: { quiet: 10_000, looks: 2 },
      check: false,
      complete: true,
      firstStart: 'hold',
      priority: 'normal',
      inOrder: false,
      every: 30_000,
      everyOnNetwork: 5000,
      polling: false,
      stuckAfter: 600_000,
      maximumClaimed: 1000,
    })
    expect(config.inboxes[0]).toMatchObject({
      name: '{name}',
      owner: {},
      catchUp: true,
      maximumFiles: 1000,
    })
  })

  test('outboxes and inboxes may be absent', () => {
    expect(configOf(least)).toMatchObject({ outboxes: [], inboxes: [] })
  })

  test.each([
    ['false', false],
    ['{}', { interval: 4 * 1024 ** 2, window: 4 }],
    ['{ interval: 32 KB }', { interval: 32_768, window: 4 }],
    ['{ interval: 32768, window: 2 }', { interval: 32_768, window: 2 }],
  ])('sync: %s', (text, expected) => {
    expect(configOf(bank(`    sync: ${text}`)).banks[0]?.sync).toEqual(expected)
  })

  test.each([
    ['{ quiet: 3s }', { quiet: 3000, looks: 2 }],
    ['{ looks: 5 }', { quiet: 10_000, looks: 5 }],
    ['{ marker: "{name}.ok" }', { marker: '{name}.ok' }],
    ['{ rename: true }', { rename: true }],
  ])('ready: %s', (text, expected) => {
    expect(configOf(outbox(`    ready: ${text}`)).outboxes[0]?.ready).toEqual(expected)
  })

  test('keep: forever', () => {
    expect(configOf(`${least}archive: { keep: forever }\n`).archive.keep).toBe('forever')
  })
})

describe('paths', () => {
  test('relative ones start in the folder of the file, also those of secrets and certificates', () => {
    const text = `data: data
${bankLines}    password: { file: secrets/bank }
    preConnection: { identifier: NOUS, password: { file: ../pre } }
    tls: { ca: ca.pem, cert: ./client.pem, key: /abs/client.key, passphrase: { file: pass } }
outboxes: [{ virtualFile: V, folder: out/, bank: bank }]
inboxes: [{ virtualFile: R, folder: ../in, bank: bank, when: "0 7 * * *" }]
`
    const config = configOf(text, { folder: '/etc/pesit-drop' })
    expect(config.data).toBe('/etc/pesit-drop/data')
    expect(config.banks[0]).toMatchObject({
      password: { file: '/etc/pesit-drop/secrets/bank' },
      preConnection: { password: { file: '/etc/pre' } },
      tls: {
        ca: '/etc/pesit-drop/ca.pem',
        cert: '/etc/pesit-drop/client.pem',
        key: '/abs/client.key',
        passphrase: { file: '/etc/pesit-drop/pass' },
      },
    })
    expect(config.outboxes[0]?.folder).toBe('/etc/pesit-drop/out')
    expect(config.inboxes[0]?.folder).toBe('/etc/in')
  })
})

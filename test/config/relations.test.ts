import { describe, expect, test } from 'vitest'
import {
  bankLines,
  configOf,
  faultsIn,
  inboxLines,
  least,
  outboxLines,
} from '../helpers/configuration.ts'

const bank = (lines: string) => `${least}${lines}\n`

describe('banks', () => {
  const second = bankLines.replace('banks:\n', '')

  test('two with the same number or the same name are reported, with the line of the first', () => {
    expect(faultsIn(`${least}${second.replace('NOUS', 'FILIALE')}`)).toEqual([
      '9:9 The id 1 is used twice (line 3).',
      '10:11 The name bank is used twice (line 4).',
    ])
  })

  test('two with the same pair of partners are reported: they would give one number to two files', () => {
    const other = second.replace('id: 1', 'id: 2').replace('name: bank', 'name: too')
    expect(faultsIn(`${least}${other}`)).toEqual([
      expect.stringMatching(/^14:14 It is the same bank with the same partner as in line 8: /),
    ])
    expect(faultsIn(`${least}${other.replace('6502', '6503')}`)).toEqual([])
    expect(faultsIn(`${least}${other.replace('NOUS', 'FILIALE')}`)).toEqual([])
    expect(faultsIn(`${least}${other.replace('bank.example', 'test.bank.example')}`)).toEqual([])
    expect(faultsIn(`${least}${other}    client: SIRET123\n`)).toEqual([])
  })

  test('an undefined bank is reported with the defined ones, whatever else is wrong with them', () => {
    const text = `${bank('    colour: red')}${outboxLines.replace('bank: bank', 'bank: other')}${inboxLines.replace('bank: bank', 'bank: Bank')}`
    expect(faultsIn(text).slice(1)).toEqual([
      '13:11 Bank “other” is not defined. Defined: bank.',
      '17:11 Bank “Bank” is not defined. Defined: bank.',
    ])
  })

  test('when a bank has no readable name, no bank is reported as undefined', () => {
    const text = `${least.replace('name: bank', 'nmae: bank')}${outboxLines}`
    expect(faultsIn(text)).toEqual(['4:5 Unknown key “nmae”. Did you mean “name”?'])
  })
})

describe('records, entities and sync points', () => {
  test.each([
    [
      '    articleBytes: 32745',
      '9:19 A record of 32745 bytes does not fit into an entity of 32750: 32744 at most, because 6 are the header.',
    ],
    [
      '    sync: { interval: 16 KB }',
      '9:23 Sync points every 16384 bytes are impossible with records of 32744: set articleBytes to 16384 at most, or a longer interval.',
    ],
    [
      '    articleBytes: 4097\n    sync: { interval: 4 KB }',
      '10:23 Sync points every 4096 bytes are impossible with records of 4097: set articleBytes to 4096 at most, or a longer interval.',
    ],
    [
      '    entityBytes: 65535\n    sync: { interval: 32 KB }',
      '10:23 Sync points every 32768 bytes are impossible with records of 65529: set articleBytes to 32768 at most, or a longer interval.',
    ],
    [
      '    finalBarrier: true\n    sync: false',
      '9:19 finalBarrier needs sync points with a window of at least 1.',
    ],
    [
      '    finalBarrier: true\n    sync: { window: 0 }',
      '9:19 finalBarrier needs sync points with a window of at least 1.',
    ],
    ['    tls: { cert: client.pem }', '9:10 tls.cert and tls.key go together.'],
    ['    tls: { key: client.key }', '9:10 tls.cert and tls.key go together.'],
    ['    retry: { firstDelay: 1h }', '9:12 maximumDelay is shorter than firstDelay.'],
    [
      '    retry: { firstDelay: 2m, maximumDelay: 1m }',
      '9:44 maximumDelay is shorter than firstDelay.',
    ],
  ])('%s', (lines, expected) => {
    expect(faultsIn(bank(lines))).toEqual([expected])
  })

  test.each([
    '    articleBytes: 32744',
    '    articleBytes: 4096\n    sync: { interval: 4 KB }',
    '    articleBytes: 160\n    articleFormat: fixed',
    '    entityBytes: 65535\n    articleBytes: 32768\n    sync: { interval: 32 KB, window: 2 }',
    '    entityBytes: 65535\n    sync: false',
    '    finalBarrier: true\n    sync: { window: 1 }',
    '    tls: {}',
    '    tls: { cert: client.pem, key: client.key }',
  ])('are valid: %s', (lines) => {
    expect(faultsIn(bank(lines))).toEqual([])
  })
})

describe('schedules and zones', () => {
  const inbox = (lines: string) => `${least}${inboxLines}${lines}\n`

  test('each expression of a list is reported separately', () => {
    const text = inbox('').replace('"0 7 * * *"', '["0 7 * * *", "0 25 * * *", "0 7 * *"]')
    expect(faultsIn(text)).toEqual([
      '13:25 “0 25 * * *” is not a schedule: the hour 25 does not exist: 0 to 23.',
      '13:39 “0 7 * *” is not a schedule: five fields are needed: minute hour day month weekday, such as "*/15 6-20 * * 1-5".',
    ])
  })

  test.each(['Europe/Pari', '+02:00', '""', 'Paris'])(
    '%s is not a time zone, neither for all inboxes nor for one',
    (zone) => {
      expect(faultsIn(`zone: ${zone}\n${least}`).join()).toMatch(
        /^1:7 .*is not a time zone; write one like Europe\/Paris\.$/,
      )
      expect(faultsIn(inbox(`    zone: ${zone}`)).join()).toMatch(/^14:11 .*is not a time zone/)
    },
  )

  test('a schedule is checked even if its zone is wrong', () => {
    expect(faultsIn(inbox('    zone: Mars').replace('0 7', '99 7'))).toEqual([
      '13:11 “99 7 * * *” is not a schedule: the minute 99 does not exist: 0 to 59.',
      '14:11 “Mars” is not a time zone; write one like Europe/Paris.',
    ])
  })

  test('an inbox may have its own zone', () => {
    const { zone, inboxes } = configOf(inbox('    zone: America/Martinique'))
    expect([zone, inboxes[0]?.zone]).toEqual(['Europe/Paris', 'America/Martinique'])
  })

  test('a name template is checked when the configuration is read', () => {
    expect(faultsIn(inbox('    name: "../{label}"'))).toEqual([
      '14:11 A name holds no / and no \\.',
      '14:11 A name that begins with a dot is hidden from most programs.',
    ])
  })
})

describe('webhooks', () => {
  const withWebhooks = (...lines: string[]) => faultsIn(`${least}webhooks:\n${lines.join('\n')}\n`)
  const one = '  - { url: "https://erp.example/hook", secret: { env: S } }'

  test('one that occurs twice is a fault', () => {
    expect(withWebhooks(one, one)).toEqual(['11:12 This webhook is there already (line 10).'])
  })

  test.each([
    ['{ url: "ftp://erp.example/", secret: { env: S } }', 'http:// or https://'],
    ['{ url: "https://me:word@erp.example/", secret: { env: S } }', 'does not belong into a URL'],
    ['{ url: "https://erp.example/", secret: "word" }', 'does not stand in this file'],
    ['{ url: "https://erp.example/", secret: { env: S }, events: [DONE] }', 'TRANSFER_COMPLETED'],
    ['{ url: "https://erp.example/", secret: { env: S }, allow: ["10.0.0.0/99"] }', 'a range'],
  ])('%s is refused', (text, said) => {
    expect(withWebhooks(`  - ${text}`).join()).toContain(said)
  })
})

describe('who may call without a key', () => {
  test.each(['true', 'false', '[erp]', '[erp, 1001]'])('may be %s', (open) =>
    expect(faultsIn(`${least}http: { open: ${open} }\n`)).toEqual([]),
  )

  test.each([
    ['{ open: [erp, www-data] }', 'www-data runs a proxy'],
    ['{ open: [passerelle], proxies: [passerelle] }', 'passerelle runs a proxy'],
    ['{ open: [] }', ''],
    ['{ open: ["a b"] }', ''],
    ['{ open: [-1] }', ''],
  ])('cannot be %s', (http, why) =>
    expect(faultsIn(`${least}http: ${http}\n`).join()).toContain(why),
  )

  test.each(['{ open: [] }', '{ open: ["a b"] }', '{ open: [-1] }', '{ open: yes please }'])(
    'is a fault: %s',
    (http) => expect(faultsIn(`${least}http: ${http}\n`)).toHaveLength(1),
  )
})

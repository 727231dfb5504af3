// Which banks may be called after one of them refused our identification.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAccounts } from '../../../../src/bank/native/connect/account.ts'
import { answerFrom } from '../../../../src/bank/native/answers.ts'
import type { Identification } from '../../../../src/bank/native/connect/identification.ts'
import { openRefusalFiles, refusalsIn } from '../../../../src/bank/native/connect/refusal-files.ts'
import { silentLog } from '../../../../src/lib/log.ts'
import { tempFolder } from '../../../helpers/temp-folder.ts'
import { message } from '../../../../src/wording/catalogue.ts'

type Changes = Partial<
  Pick<Identification, 'name'> &
    Omit<Identification['address'], 'tls'> &
    Identification['identification'] &
    Identification['connection']
> & { readonly secret?: string }

const bank = (changes: Changes = {}): Identification => {
  const { name = 'bank', host = 'pesit.bank.fr', port = 5000, secret = 'SECRET01' } = changes
  const { server = 'BANQUE01', partner = 'CORPCLI', password = () => secret } = changes
  const { newPassword = null, serverPassword = null, preConnection = null } = changes
  const { framing = 'prefixed', access = 'mixed', crc = false } = changes
  return {
    name,
    address: { host, port, tls: null },
    identification: { server, partner, password, newPassword, serverPassword, preConnection },
    connection: { maximum: 1, abortForm: 'raw', framing, access, crc },
  }
}
const gone = {
  password: () => {
    throw new Error('gone')
  },
}
const refusedWith = message('PESIT-3-304', {
  bank: 'bank',
  step: 'connect',
  how: 'refused',
  text: '',
})
const saying = (reason: number) => () =>
  Promise.resolve({
    kind: 'refused' as const,
    phase: 'connect' as const,
    message: refusedWith,
    answer: answerFrom({ diagnostic: { type: 3, reason } }),
  })
const open = () => Promise.resolve({ kind: 'open' as const, open: {} as never })

function world(folder = tempFolder()) {
  const store = refusalsIn(folder, silentLog)
  let nowMs = 1_000_000
  const start = () =>
    createAccounts({
      store: refusalsIn(folder, silentLog),
      nowMs: () => nowMs,
      log: silentLog,
      zone: 'UTC',
    })
  return { folder, store, start, pass: (ms: number) => (nowMs += ms) }
}

test.each([301, 304, 324, 325, 326])(
  '3-%i closes the account, even after a restart',
  async (reason) => {
    const { start } = world()
    const account = start().of(bank())
    expect(account.mayCall()).toBe('yes')
    await account.connect(saying(reason), false)
    expect(account.mayCall()).toBe('no')
    expect(start().of(bank()).refusal()).toMatchObject({ bank: 'bank', diagnostic: `3-${reason}` })
  },
)

test.each([302, 303, 308, 312, 315, 322])(
  '3-%i does not close it, because our identification was not refused',
  async (reason) => {
    const account = world().start().of(bank())
    await account.connect(saying(reason), false)
    expect(account.mayCall()).toBe('yes')
  },
)

test('no call is made while the account is closed, and the outcome says why', async () => {
  const account = world().start().of(bank())
  await account.connect(saying(304), false)
  let calls = 0
  const outcome = await account.connect(() => {
    calls += 1
    return open()
  }, false)
  expect(calls).toBe(0)
  expect(outcome).toMatchObject({ kind: 'unreachable', code: 'ACCESS-REFUSED' })
  expect(outcome).toMatchObject({
    message: { code: 'BANK-NOT-CALLED', arguments: { diagnostic: '3-304' } },
  })
})

test.each([
  ['another password', { secret: 'SECRET02' }, 'yes'],
  ['another partner', { partner: 'OTHER' }, 'yes'],
  ['another name called', { server: 'BANQUE02' }, 'yes'],
  ['another port', { port: 5001 }, 'yes'],
  ['a pre-connection', { preConnection: { identifier: 'A', password: () => 'B' } }, 'yes'],
  ['nothing that is said at CONNECT', {}, 'no'],
  ['a password that cannot be read', gone, 'no'],
] as const)('after a restart with %s: %s %s', async (_, changes, expected) => {
  const { start } = world()
  await start().of(bank()).connect(saying(304), false)
  expect(start().of(bank(changes)).mayCall()).toBe(expected)
})

test.each([
  ['the same account and password', { name: 'other' }, 'no'],
  ['the same host in capitals', { name: 'other', host: 'PESIT.bank.FR' }, 'no'],
  ['another password', { name: 'other', secret: 'SECRET02' }, 'yes'],
  ['another partner', { name: 'other', partner: 'OTHER' }, 'yes'],
  ['another host', { name: 'other', host: 'pesit.other.fr' }, 'yes'],
  ['another port', { name: 'other', port: 5001 }, 'yes'],
  ['another name called', { name: 'other', server: 'BANQUE02' }, 'yes'],
  [
    'another port, and a password that cannot be read',
    { name: 'other', port: 5001, ...gone },
    'yes',
  ],
  ['a password that cannot be read', { name: 'other', ...gone }, 'no'],
] as const)('another bank with %s', async (_, changes, expected) => {
  const accounts = world().start()
  const other = accounts.of(bank(changes))
  const one = accounts.of(bank())
  expect(one.sharedWith()).toEqual(expected === 'no' && !('password' in changes) ? ['other'] : [])
  await one.connect(saying(301), false)
  expect(other.mayCall()).toBe(expected)
})

test('a bank stays closed under another name; refusals of other banks that cannot be read close nothing', async () => {
  const { start } = world()
  await start().of(bank()).connect(saying(304), false)
  const later = start()
  expect(later.of(bank({ name: 'renamed' })).mayCall()).toBe('no')
  expect(later.of(bank({ name: 'other', port: 5001, ...gone })).mayCall()).toBe('yes')
})

test('banks whose accounts differ in any part can be called at the same time', async () => {
  const accounts = world().start()
  const [one, other] = [accounts.of(bank()), accounts.of(bank({ name: 'other', port: 5001 }))]
  let answer: () => void = () => undefined
  const silence = new Promise<void>((resolve) => (answer = resolve))
  const first = one.connect(() => silence.then(open), false)
  expect(await other.connect(open, false)).toMatchObject({ kind: 'open' })
  answer()
  await first
})

test('when a person calls another bank with the same account and it accepts us, the account is open again', async () => {
  const { start } = world()
  const accounts = start()
  const [one, other] = [accounts.of(bank()), accounts.of(bank({ name: 'other' }))]
  await one.connect(saying(304), false)
  other.allowOnce()
  await other.connect(open, false)
  expect([one.mayCall(), other.mayCall()]).toEqual(['no', 'yes'])
  expect(start().of(bank()).mayCall()).toBe('no')
})

test('a person permits one call, within a minute', async () => {
  const { start, pass } = world()
  const account = start().of(bank())
  await account.connect(saying(304), false)
  account.allowOnce()
  expect(account.mayCall()).toBe('once')
  pass(61_000)
  expect(account.mayCall()).toBe('no')
  account.allowOnce()
  await account.connect(saying(304), false)
  expect(account.mayCall()).toBe('no')
  account.allowOnce()
  await account.connect(open, false)
  expect(account.mayCall()).toBe('yes')
})

test('of simultaneous calls one is made, and the others use its answer', async () => {
  const accounts = world().start()
  const account = accounts.of(bank())
  const other = accounts.of(bank({ name: 'other' }))
  let calls = 0
  const counted = () => {
    calls += 1
    return saying(304)()
  }
  await Promise.all([
    ...[1, 2, 3].map(() => account.connect(counted, false)),
    other.connect(counted, false),
  ])
  expect(calls).toBe(1)
})

test('a repeated refusal keeps the time of the first, and its end is reported', async () => {
  const { start, pass, store } = world()
  let opened = 0
  const account = start().of(bank(), () => (opened += 1))
  await account.connect(saying(304), false)
  pass(5_000)
  await account.connect(saying(304), true)
  expect(account.refusal()).toMatchObject({ sinceMs: 1_000_000 })
  expect(opened).toBe(0)
  await store.remove('bank')
  expect(account.mayCall()).toBe('yes')
  expect(opened).toBe(1)
})

test('the files on disk contain no password, and no value occurs twice', async () => {
  const { start, folder } = world()
  const texts: string[] = []
  for (let life = 0; life < 2; life += 1) {
    await start().of(bank()).connect(saying(304), true)
    const [name = ''] = readdirSync(join(folder, 'refused'))
    texts.push(readFileSync(join(folder, 'refused', name), 'utf8'))
  }
  expect(texts.join()).not.toContain('SECRET01')
  const hashes = texts.map((text) => (JSON.parse(text) as { settings: string }).settings)
  expect(new Set(hashes).size).toBe(2)
})

test('a refusal that cannot be written still closes the account, and a damaged file closes nothing', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'refused'), 'a file in its place')
  const accounts = createAccounts({
    store: { ...refusalsIn(folder, silentLog), all: () => [] },
    ...{ nowMs: () => 0, log: silentLog, zone: 'UTC' },
  })
  const account = accounts.of(bank())
  await account.connect(saying(304), false)
  expect(account.mayCall()).toBe('no')

  const other = world()
  await other.start().of(bank()).connect(saying(304), false)
  writeFileSync(join(other.folder, 'refused', 'bank.json'), '{')
  expect(other.start().of(bank()).mayCall()).toBe('yes')
})

test('a probe outside the daemon removes refusals and writes none', async () => {
  const { start, folder, store } = world()
  const beside = () =>
    createAccounts({
      store: openRefusalFiles(folder, silentLog),
      nowMs: () => 0,
      log: silentLog,
      zone: 'UTC',
    }).of(bank())
  await beside().connect(saying(304), true)
  expect(store.has('bank')).toBe(false)
  await start().of(bank()).connect(saying(304), false)
  await beside().connect(open, true)
  expect(store.has('bank')).toBe(false)
})

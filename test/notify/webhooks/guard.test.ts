// Which addresses webhooks may call.

import { describe, expect, test } from 'vitest'
import { guardedLookup, whyNotTo, whyNoWebhook } from '../../../src/notify/webhooks/guard.ts'

describe('addresses', () => {
  test.each([
    '93.184.216.34',
    '127.0.0.1',
    '127.8.8.8',
    '10.1.2.3',
    '172.16.0.9',
    '192.168.1.20',
    '::1',
    'fd12:3456::1',
    '2606:4700::1111',
    '::ffff:10.1.2.3',
  ])('%s is allowed as long as nobody says otherwise', (address) => {
    expect(whyNotTo(address, null)).toBeNull()
  })

  const never = [
    '169.254.169.254',
    '169.254.0.1',
    'fe80::1',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    'fd00:ec2::254',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    'ff02::1',
    '255.255.255.255',
    '240.0.0.1',
  ]
  test.each(never)('%s is never allowed, not even by a list', (address) => {
    expect(whyNotTo(address, null)).not.toBeNull()
    expect(whyNotTo(address, ['0.0.0.0/0', '::/0'])).not.toBeNull()
  })

  test('an address behind a carrier’s NAT is allowed only by the list', () => {
    expect(whyNotTo('100.64.1.1', null)).not.toBeNull()
    expect(whyNotTo('100.64.1.1', ['100.64.0.0/10'])).toBeNull()
  })

  test('with a list, only its addresses are allowed', () => {
    expect(whyNotTo('10.1.2.3', ['10.1.0.0/16'])).toBeNull()
    expect(whyNotTo('::ffff:10.1.2.3', ['10.1.0.0/16'])).toBeNull()
    for (const address of ['10.2.0.1', '127.0.0.1', '93.184.216.34', '::1'])
      expect(whyNotTo(address, ['10.1.0.0/16'])).not.toBeNull()
  })
})

describe('URLs', () => {
  test.each([
    'http://localhost:3000/api/pesitwizard/callback',
    'https://mon-erp.example/api/pesitwizard/callback',
    'http://[::1]:3000/',
  ])('%s can be one', (url) => {
    expect(whyNoWebhook(url, null)).toBeNull()
  })

  test.each([
    'ftp://erp.example/',
    'file:///etc/passwd',
    'no url',
    'http://user:word@erp.example/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fe80::1]/',
    'http://2852039166/',
    'http://0xa9.0xfe.0xa9.0xfe/',
    'http://0/',
  ])('%s cannot', (url) => {
    expect(whyNoWebhook(url, null)).not.toBeNull()
  })
})

describe('names', () => {
  const resolving =
    (...addresses: string[]) =>
    (_name: string, done: (error: Error | null, found: readonly never[]) => void) =>
      done(null, addresses.map((address) => ({ address, family: 4 })) as never[])
  const looked = (lookup: ReturnType<typeof guardedLookup>, all: boolean) =>
    new Promise((resolve) => {
      lookup('erp.example', { all }, (error, address) => resolve(error?.message ?? address))
    })

  test('the connection gets the judged address in the form that it asked for', async () => {
    const lookup = guardedLookup(null, resolving('10.0.0.1'))
    expect(await looked(lookup, false)).toBe('10.0.0.1')
    expect(await looked(lookup, true)).toEqual([{ address: '10.0.0.1', family: 4 }])
  })

  test('one forbidden address among allowed ones refuses the name', async () => {
    const lookup = guardedLookup(null, resolving('93.184.216.34', '169.254.169.254'))
    expect(await looked(lookup, true)).toContain('leads where it may not')
  })

  test('a name that resolves to another address the next time is judged again', async () => {
    const answers = [['10.0.0.1'], ['169.254.169.254']]
    const lookup = guardedLookup(null, (name, done) =>
      resolving(...(answers.shift() ?? []))(name, done),
    )
    expect(await looked(lookup, false)).toBe('10.0.0.1')
    expect(await looked(lookup, false)).toContain('leads where it may not')
  })

  test('a name that has no address or cannot be resolved is refused', async () => {
    expect(await looked(guardedLookup(null, resolving()), false)).toContain('no address')
    const failing = guardedLookup(null, (_name, done) => done(new Error('SERVFAIL'), []))
    expect(await looked(failing, false)).toBe('SERVFAIL')
  })
})

// Addresses that carry another inside: which of them are this machine, and where a webhook may lead.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLoopback } from '../../../src/http/access/hosts.ts'
import { partyOf } from '../../../src/lib/machine/ip-address.ts'
import { whyNotTo } from '../../../src/notify/webhooks/guard.ts'

type Four = readonly [number, number, number, number]

const hex = (high: number, low: number) => ((high << 8) | low).toString(16)
const pairs = ([a, b, c, d]: Four) => `${hex(a, b)}:${hex(c, d)}`
const dotted = (four: Four) => four.join('.')
const inverted = (four: Four): Four => {
  const [a, b, c, d] = four
  return [a ^ 255, b ^ 255, c ^ 255, d ^ 255]
}
const padded = (byte: number) => byte.toString(16).padStart(2, '0')

/** Ways of writing an IPv4 address that the system itself takes for that IPv4 address. */
const same: Readonly<Record<string, (four: Four) => string>> = {
  plain: dotted,
  'IPv4-mapped': (four) => `::ffff:${dotted(four)}`,
  'IPv4-mapped in hex': (four) => `::ffff:${pairs(four)}`,
}
/** Ways in which it travels inside an address that is another one. */
const inside: Readonly<Record<string, (four: Four) => string>> = {
  'IPv4-compatible': (four) => `::${dotted(four)}`,
  'IPv4-translated': (four) => `::ffff:0:${dotted(four)}`,
  NAT64: (four) => `64:ff9b::${dotted(four)}`,
  'local NAT64 of 96 bits': (four) => `64:ff9b:1::${dotted(four)}`,
  'local NAT64 of 48 bits': ([a, b, c, d]) =>
    `64:ff9b:1:${hex(a, b)}:00${padded(c)}:${padded(d)}00::`,
  '6to4': (four) => `2002:${pairs(four)}::1`,
  'Teredo client': (four) => `2001:0:4136:e378:8000:63bf:${pairs(inverted(four))}`,
  'Teredo server': (four) => `2001:0:${pairs(four)}:8000:63bf:3fff:fdd2`,
  ISATAP: (four) => `2001:db8:1:1::5efe:${dotted(four)}`,
  'ISATAP of a unique interface': (four) => `fd12:3456:1:1:200:5efe:${dotted(four)}`,
}

const byte = fc.integer({ min: 0, max: 255 })
const anyFour = fc.tuple(byte, byte, byte, byte)
const loopback = fc.tuple(fc.constant(127), byte, byte, byte)
const never = fc.oneof(
  fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
  fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte),
  fc.constantFrom<Four>([100, 100, 100, 200], [168, 63, 129, 16], [192, 0, 0, 192]),
)
const inner = fc.oneof(
  loopback,
  fc.tuple(fc.constant(10), byte, byte, byte),
  fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
  fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
)
/** `::0.0.0.0` and `::0.0.0.1` are the unspecified address and loopback themselves. */
const isNotTheseTwo = (four: Four) => four.slice(0, 3).some((one) => one !== 0) || four[3] > 1
const everything = ['0.0.0.0/0', '::/0']

describe('loopback', () => {
  test.each(Object.entries(same))('written as %s is 127.0.0.0/8 and nothing else', (_way, write) =>
    fc.assert(
      fc.property(fc.oneof(loopback, anyFour), (four) => {
        expect(isLoopback(write(four))).toBe(four[0] === 127)
      }),
    ),
  )

  test.each(Object.entries(inside))('is nothing that came inside %s', (_way, write) =>
    fc.assert(
      fc.property(fc.oneof(loopback, anyFour).filter(isNotTheseTwo), (four) => {
        expect(isLoopback(write(four))).toBe(false)
      }),
    ),
  )

  test.each(['2002:7f00:1::1', '64:ff9b::7f00:1', '::1%eth0', '::ffff:0:127.0.0.1', '::127.0.0.1'])(
    '%s only looks like a loopback address',
    (address) => expect(isLoopback(address)).toBe(false),
  )
})

describe('a webhook', () => {
  test.each(Object.entries({ ...same, ...inside }))(
    'leads to no credentials, link-local or multicast address written as %s, whatever the list says',
    (_way, write) =>
      fc.assert(
        fc.property(never, (four) => {
          expect(whyNotTo(write(four), null)).not.toBeNull()
          expect(whyNotTo(write(four), everything)).not.toBeNull()
        }),
      ),
  )

  test.each(Object.entries(inside))('leads to nothing near that came inside %s', (_way, write) =>
    fc.assert(
      fc.property(inner.filter(isNotTheseTwo), (four) => {
        expect(whyNotTo(write(four), null)).not.toBeNull()
      }),
    ),
  )

  test('may go through a translator to a public address', () => {
    expect(whyNotTo('64:ff9b::5db8:d822', null)).toBeNull()
  })

  test.each([
    '::169.254.169.254',
    'fd20:ce::254',
    'fd00:ec2::254',
    'fd00:ec2::23',
    'fd00:c1::a9fe:a9fe',
    'fd12:3456::a9fe:a9fe',
    'fd00:42::42',
    'fe80::a9fe:a9fe',
    'fe80::1%eth0',
    '169.254.170.2',
    '100.100.100.200',
  ])('never leads to %s', (address) => {
    expect(whyNotTo(address, null)).not.toBeNull()
    expect(whyNotTo(address, everything)).not.toBeNull()
  })
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
])('%s counts as %s', (address, party) => expect(partyOf(address)).toBe(party))

// What a probe says to whoever writes the configuration.

import { describe, expect, test } from 'vitest'
import { adviceFor, type Settings } from '../../../../src/bank/native/connect/advice.ts'
import { answerFrom } from '../../../../src/bank/native/answers.ts'
import type { Connected, NativeProbeOutcome } from '../../../../src/bank/native/connect/probe.ts'
import { message } from '../../../../src/wording/catalogue.ts'

const nowMs = Date.parse('2026-11-24T00:00:00Z')
interface Changes {
  readonly resync?: boolean
  readonly crc?: boolean
  readonly framing?: 'prefixed' | 'raw'
  readonly tls?: null
}
const settingsWith = ({
  resync = false,
  crc = false,
  framing = 'prefixed',
  tls,
}: Changes): Settings => ({
  address: { tls: tls === undefined ? {} : null },
  identification: { preConnection: null, serverPassword: null },
  connection: { framing, crc },
  sync: { points: { intervalKb: 4096, window: 4 }, resync },
})
const tls = { protocol: 'TLSv1.3', cipher: 'x', validTo: 'Mar  2 00:00:00 2027 GMT' }
const good: Connected = {
  kind: 'connected',
  negotiated: {
    version: 2,
    intervalBytes: 4096 * 1024,
    window: 4,
    resync: false,
    crc: false,
    peerConnectionId: 61,
  },
  peer: '127.0.0.1:1',
  framing: 'prefixed',
  tls,
  connectMs: 3,
  released: true,
  oddities: [],
}
const negotiated = (changed: Partial<Connected['negotiated']>): Connected => ({
  ...good,
  negotiated: { ...good.negotiated, ...changed },
})
const refused = (reason: number): NativeProbeOutcome => ({
  kind: 'refused',
  phase: 'connect',
  answer: answerFrom({ diagnostic: { type: 3, reason } }),
  message: message('BANK-NOT-PROVED', { bank: 'b' }),
})
const advice = (outcome: NativeProbeOutcome, changed: Changes = {}) =>
  adviceFor(settingsWith(changed), outcome, nowMs).join('\n')

describe('a bank that answered', () => {
  test('as requested needs no change', () => {
    expect(advice(good)).toBe('')
  })

  test.each<[string, Connected, RegExp]>([
    ['without sync points', negotiated({ intervalBytes: 0, window: 0 }), /sync: false/],
    [
      'with a shorter interval',
      negotiated({ intervalBytes: 512 * 1024 }),
      /sync\.interval: 512 KB/,
    ],
    ['with a tiny interval', negotiated({ intervalBytes: 32 * 1024 }), /slow large files down/],
    ['without a window', negotiated({ window: 0 }), /window of 2 to 4/],
    ['with a smaller window', negotiated({ window: 1 }), /allows 1 unacknowledged/],
    ['with version D', negotiated({ version: 1 }), /version E/],
    ['with a password', negotiated({ serverPassword: 'X' }), /serverPassword/],
    ['without TLS', { ...good, tls: null }, /not encrypted/],
    [
      'with a certificate about to end',
      { ...good, tls: { ...tls, validTo: 'Dec  2 00:00:00 2026 GMT' } },
      /ends on Dec {2}2/,
    ],
    ['and never released', { ...good, released: false }, /did not answer RELEASE/],
    ['oddly', { ...good, oddities: ['PI 200 is unknown'] }, /Tolerated: PI 200 is unknown\./],
  ])('%s: what to do is said', (_what, outcome, expected) => {
    expect(advice(outcome)).toMatch(expected)
  })

  test('and refuses the RESYN that was requested', () => {
    expect(advice(good, { resync: true })).toMatch(/Leave `resync` out/)
  })
})

describe('a bank that refused', () => {
  test.each([
    [301, /`server` \(PI 4\) and `partner`/],
    [304, /`partner` \(PI 3\) and `password`/],
    [305, /access: oneWay/],
    [307, /sync: false/],
    [323, /checksum/],
    [399, /PeSIT desk/],
  ])('with 3-%i: the setting is named', (reason, expected) => {
    expect(advice(refused(reason))).toMatch(expected)
  })
})

describe('a bank that accepted the connection and stayed silent', () => {
  const told = message('BANK-NOT-PROVED', { bank: 'b' })
  const silent: NativeProbeOutcome = { kind: 'unreachable', code: 'BANK-SILENT', message: told }

  test('may want the other framing, a pre-connection, or TLS', () => {
    expect(advice(silent)).toMatch(/framing: raw/)
    expect(advice(silent, { framing: 'raw' })).toMatch(/framing: prefixed/)
    expect(advice(silent)).toMatch(/preConnection/)
    expect(advice(silent, { tls: null })).toMatch(/set `tls`/)
  })

  test('may have no checksums: when they are requested, the first advice is to leave them out', () => {
    expect(advice(silent, { crc: true })).toMatch(/^Leave `checksum` out/)
    expect(advice(silent)).not.toMatch(/checksum/)
  })
})

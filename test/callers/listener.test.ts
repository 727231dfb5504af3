// The listener for banks, and unknown callers: silent ones, ones from unknown addresses, ones that guess.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { CallerOptions } from '../../src/callers/options.ts'
import { startCallers } from '../../src/callers/start.ts'
import { openLedger } from '../../src/ledger/open.ts'
import type { Clock } from '../../src/lib/time/clock.ts'
import type { UnknownCallerLimits } from '../../src/pesit-socket/unknown-callers.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { fromHex } from '../helpers/hex.ts'
import { keptLog } from '../helpers/kept-log.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const bank = (number: number, more: Partial<CallerOptions> = {}): CallerOptions => ({
  bank: `bank-${number}`,
  identifier: `BANQUE0${number}`,
  partner: 'NOUS',
  password: () => 'CALLPASS',
  from: null,
  certificate: null,
  ...more,
})

async function listener({
  callers = [bank(1), bank(2)],
  connections = 16,
  clock = fakeClock(),
  limits,
}: {
  readonly callers?: readonly CallerOptions[]
  readonly connections?: number
  readonly clock?: Clock
  readonly limits?: UnknownCallerLimits
} = {}) {
  const { log, warnings } = keptLog()
  const ledger = await openLedger({ folder: tempFolder(), clock, mount: null })
  const started = await startCallers(
    { ledger, clock, log, zone: 'Europe/Paris', onApplied: () => undefined },
    {
      ...{ host: '127.0.0.1', port: 0, tls: null, clientCertificates: false },
      connections,
      callers,
    },
    ...(limits === undefined ? [] : ([limits] as const)),
  )
  onTestFinished(async () => {
    await started.stop()
    await ledger.close()
  })
  /** A line from an address of this machine; resolves once it stands. */
  const open = async (from = '127.0.0.1'): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port: started.port, localAddress: from })
    socket.on('error', () => undefined)
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    return socket
  }
  /**
   * What CONNECT is answered with, as its FPDU's type: 4021 is taken in, 4022 refused; '' when the line is
   * cut.
   */
  const say = async (
    socket: Socket,
    { as = 1, password = 'CALLPASS' }: { as?: number; password?: string } = {},
  ): Promise<string> => {
    socket.write(connectAs(`BANQUE0${as}`, password))
    const heard = await Promise.race([
      once(socket, 'data').then(([piece]) => piece as Buffer),
      once(socket, 'close').then(() => Buffer.alloc(0)),
    ])
    return heard.subarray(4, 6).toString('hex')
  }
  return { started, warnings, open, say }
}

/** CONNECT by hand: PI 3, PI 4, PI 5, version E, mixed. */
function connectAs(name: string, password: string): Uint8Array {
  const one = (code: number, text: string) =>
    Buffer.concat([Buffer.from([code, text.length]), Buffer.from(text, 'latin1')])
  const body = Buffer.concat([
    ...[one(3, name), one(4, 'NOUS'), one(5, password)],
    fromHex('06 01 02 16 01 02'),
  ])
  const length = (6 + body.length).toString(16).padStart(4, '0')
  return Buffer.concat([fromHex(`${length} ${length} 4020 0001`), body])
}

const taken = '4021'
const refused = '4022'

describe('sixteen silent sockets', () => {
  test('do not block the listener, whatever the configuration allows banks', async () => {
    const { open, say } = await listener({ connections: 16 })
    for (let nth = 0; nth < 16; nth += 1) await open()
    expect(await say(await open())).toBe(taken)
  })

  test('do not block it for one address either: sockets that had their time are dropped', async () => {
    const limits = { maximumPerAddress: 3, maximumTotal: 6, graceMs: 0 }
    const { open, say } = await listener({ limits })
    const silent: Socket[] = []
    for (const from of ['127.0.0.2', '127.0.0.3'])
      for (let nth = 0; nth < 10; nth += 1) silent.push(await open(from))
    expect(await say(await open('127.0.0.2'))).toBe(taken)
    expect(await say(await open('127.0.0.4'))).toBe(taken)
    await vi.waitFor(() => expect(silent.filter(({ closed }) => !closed).length).toBeLessThan(7))
  })

  test('are cut when their time is over; a caller that sends data is not cut', async () => {
    const limits = { maximumPerAddress: 32, maximumTotal: 128, firstByteMs: 50, acceptedMs: 60_000 }
    const { open, say } = await listener({ limits })
    const known = await open()
    expect(await say(known)).toBe(taken)
    const silent = await open()
    await once(silent.resume(), 'close')
    expect(known.closed).toBe(false)
  })

  test('a caller may not take for ever for one message', async () => {
    const limits = { maximumPerAddress: 32, maximumTotal: 128, acceptedMs: 50 }
    const { open } = await listener({ limits })
    const slow = await open()
    slow.write(connectAs('BANQUE01', 'CALLPASS').subarray(0, 9))
    await once(slow.resume(), 'close')
  })
})

describe('an address from which no bank may call', () => {
  const from = ['127.0.0.2', '::ffff:127.0.0.3']

  test('is cut off before a byte is read, reported once, and counted', async () => {
    const clock = fakeClock()
    const { open, started, warnings } = await listener({ callers: [bank(1, { from })], clock })
    for (let nth = 0; nth < 5; nth += 1) {
      const socket = await open('127.0.0.9')
      await once(socket.resume(), 'close')
    }
    expect(started.refusedAddresses()).toBe(5)
    expect(warnings).toEqual([expect.stringContaining('A call from 127.0.0.9 was cut off')])
    await clock.advance(60_000)
    const socket = await open('127.0.0.9')
    await once(socket.resume(), 'close')
    expect(warnings[1]).toContain('5 calls from 127.0.0.9 were cut off')
  })

  test.each(['127.0.0.2', '127.0.0.3'])('is not %s, however it is written', async (address) => {
    const { open, say } = await listener({ callers: [bank(1, { from })] })
    expect(await say(await open(address))).toBe(taken)
  })

  test('may be allowed for another bank: then the name decides', async () => {
    const { open, say } = await listener({ callers: [bank(1, { from }), bank(2)] })
    expect(await say(await open('127.0.0.9'), { as: 1 })).toBe(refused)
    expect(await say(await open('127.0.0.9'), { as: 2 })).toBe(taken)
  })
})

describe('wrong passwords', () => {
  test('lock out only that bank from that address', async () => {
    const clock = fakeClock()
    const { open, say, warnings } = await listener({ clock })
    for (let nth = 0; nth < 6; nth += 1)
      expect(await say(await open(), { as: 1, password: 'GUESS' })).toBe(refused)
    expect(await say(await open(), { as: 1 })).toBe(refused)
    expect(await say(await open(), { as: 2 })).toBe(taken)
    expect(await say(await open('127.0.0.2'), { as: 1 })).toBe(taken)
    // Each kind is told once; the rest is counted (refusals.ts).
    expect(warnings).toEqual([
      expect.stringContaining('in the name of bank-1 and was refused: its password (PI 5)'),
      expect.stringContaining('the password was wrong several times'),
    ])
    await clock.advance(1_000)
    expect(await say(await open(), { as: 1 })).toBe(taken)
  })
})

test('banks have as many lines at once as the configuration allows', async () => {
  const { open, say } = await listener({ connections: 1 })
  const first = await open()
  expect(await say(first)).toBe(taken)
  expect(await say(await open(), { as: 2 })).toBe(refused)
  first.destroy()
  await vi.waitFor(async () => expect(await say(await open(), { as: 2 })).toBe(taken))
})

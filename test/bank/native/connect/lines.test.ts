// Lines to a bank: how they are called, protected, used again, and how both sides show who they are. Over
// real sockets, with the sandbox bank on the other end.

import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openBank } from '../../../../src/bank/native/open.ts'
import { silentLog } from '../../../../src/lib/log.ts'
import { readTls } from '../../../../src/pesit-socket/tls.ts'
import { openPair } from '../../../helpers/road/bank-pair.ts'
import { bytesOf } from '../../../helpers/road/content.ts'
import type { SandboxChanges } from '../../../helpers/road/sandbox-options.ts'
import { whatOf } from '../../../../src/wording/sentence.ts'

const folder = fileURLToPath(new URL('../../../fixtures/tls/', import.meta.url))
const pem = (name: string) => join(folder, name)
const content = bytesOf(50_000)

const tlsSandbox = (clientCertificates = false): SandboxChanges => ({
  listen: {
    tls: {
      port: 0,
      material: readTls({ cert: pem('server.pem'), key: pem('server.key'), ca: pem('ca.pem') }),
      clientCertificates,
    },
  },
})

describe('TLS', () => {
  const ca = { ca: pem('ca.pem') }
  const own = { cert: pem('client.pem'), key: pem('client.key') }

  test.each([
    ['1.2', 'prefixed'],
    ['1.3', 'prefixed'],
    ['1.3', 'raw'],
  ] as const)('%s, entities %s: a file goes there and back', async (minimum, framing) => {
    const pair = await openPair({
      bank: { framing, tls: { ...ca, minimum } },
      sandbox: tlsSandbox(),
      useTls: true,
    })
    expect((await pair.send(content)).outcome).toMatchObject({ kind: 'delivered' })
    pair.offer('r.xml', content)
    expect((await pair.fetch()).memory.committed?.equals(content)).toBe(true)
    const probed = await pair.bank.probe(new AbortController().signal)
    expect(probed).toMatchObject({ kind: 'connected', tls: { protocol: 'TLSv1.3' } })
  })

  test('uses our certificate when the bank requires one', async () => {
    const pair = await openPair({
      bank: { tls: { ...ca, ...own } },
      sandbox: tlsSandbox(true),
      useTls: true,
    })
    expect((await pair.send(content)).outcome).toMatchObject({ kind: 'delivered' })
  })

  test.each([
    ['without the certificate that the bank asks for', ca, true, 'unreachable'],
    [
      'with an authority that did not sign the bank',
      { ca: pem('other.pem') },
      false,
      'unreachable',
    ],
    [
      'with a name that is not the bank’s',
      { ...ca, serverName: 'other.example' },
      false,
      'unreachable',
    ],
    ['with a file that is not there', { ca: '/nowhere/ca.pem' }, false, 'unreachable'],
  ])('%s no line comes about, and nothing is said', async (_what, tls, asks, kind) => {
    const pair = await openPair({
      bank: { tls },
      sandbox: tlsSandbox(asks),
      useTls: true,
    })
    const { outcome } = await pair.send(content)
    expect(outcome).toMatchObject({ kind })
    expect(pair.taken()).toEqual([])
  })

  test('sends no server name when the bank is an address, so that Node does not warn', async () => {
    const pair = await openPair({
      bank: { tls: ca },
      sandbox: tlsSandbox(false),
      useTls: true,
    })
    const warned: string[] = []
    const hear = ({ message }: Error) => warned.push(message)
    process.on('warning', hear)
    await pair.bank.probe(new AbortController().signal)
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', hear)
    expect(warned.filter((message) => message.includes('ServerName'))).toEqual([])
  })

  test('on a port that we call without TLS is reported as such', async () => {
    // An alert, as Java answers whatever is no handshake: fatal, 40.
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end(Buffer.from('15030300020228', 'hex')))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const pair = await openPair()
    const { port } = server.address() as AddressInfo
    const probed = await openBank(pair.settingsAt(port), silentLog).probe(
      new AbortController().signal,
    )
    expect(probed).toMatchObject({
      kind: 'unreachable',
      code: 'BANK-SILENT',
      message: {
        arguments: {
          why: expect.stringContaining('it answers in TLS, and we called without') as string,
        },
      },
    })
  })

  test('is not used with a bank that does not support it', async () => {
    const pair = await openPair({ bank: { tls: ca } })
    expect((await pair.send(content)).outcome).toMatchObject({
      kind: 'unreachable',
      code: 'BANK-TLS-REFUSED',
    })
  })
})

describe('a pre-connection', () => {
  const preConnection = { identifier: 'CORPCLI', password: { env: 'PRE' } }

  test.each(['prefixed', 'raw'] as const)(
    '%s is acknowledged, and CONNECT follows',
    async (framing) => {
      const pair = await openPair({
        bank: { preConnection, framing },
        environment: { PRE: 'PREPASS1' },
      })
      expect((await pair.send(content)).outcome).toMatchObject({ kind: 'delivered' })
      expect(pair.said()[0]).toMatch(/→ pre-connection, 24 bytes/)
      expect(pair.said().join()).not.toContain('PREPASS1')
    },
  )

  test.each([
    ['NAK0', [0xd5, 0xc1, 0xd2, 0xf0], /refused \(NAK0\)/],
    ['anything else', [0x00, 0x01, 0x02, 0x03], /neither ACK0 nor NAK0/],
  ])('that is answered with %s ends the call, and says so', async (_what, reply, said) => {
    const server = createServer((socket) =>
      socket.once('data', () => socket.write(Buffer.from([0, 4, ...reply]))),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const pair = await openPair({
      bank: { preConnection, framing: 'prefixed' },
      environment: { PRE: 'PREPASS1' },
    })
    const { port } = server.address() as { port: number }
    const bank = openBank(pair.settingsAt(port), silentLog)
    const outcome = await bank.probe(new AbortController().signal)
    expect(outcome).toMatchObject({ kind: 'refused', phase: 'connect' })
    expect('message' in outcome && whatOf(outcome.message, { zone: 'UTC' })).toMatch(said)
  })
})

describe('passwords', () => {
  const change = { newPassword: { env: 'NEW' } }
  const environment = { NEW: 'SECRET02' }

  test('are changed once: the next connection uses only the new one', async () => {
    const pair = await openPair({ bank: change, environment })
    expect((await pair.send(content)).outcome).toMatchObject({ kind: 'delivered' })
    expect(pair.settings.identification.newPassword?.state()).toBe('done')
    expect((await pair.send(content)).outcome).toMatchObject({ kind: 'delivered' })
    expect(pair.said().join()).not.toMatch(/SECRET0/)
  })

  test('after a change whose answer was lost, the new password is tried first, then the change again', async () => {
    const pair = await openPair({ bank: change, environment })
    pair.misbehave('cut:connect')
    expect((await pair.send(content)).outcome).toMatchObject({ kind: 'unreachable' })
    expect(pair.settings.identification.newPassword?.state()).toBe('open')
    // The bank never saw it: the new one is refused, the change is asked for again.
    expect((await pair.send(content)).outcome).toMatchObject({ kind: 'delivered' })
    expect(pair.settings.identification.newPassword?.state()).toBe('done')
  })

  test('a wrong old password is refused, and nothing is changed', async () => {
    const pair = await openPair({ bank: change, environment: { ...environment, PW: 'WRONG' } })
    expect((await pair.send(content)).outcome).toMatchObject({ kind: 'refused', phase: 'connect' })
    expect(pair.settings.identification.newPassword?.state()).toBe('none')
  })

  test.each([
    ['right', 'BANKPASS', 'delivered'],
    ['wrong', 'OTHERONE', 'refused'],
  ])('of the bank, %s: it is heard before anything is said', async (_what, password, kind) => {
    const pair = await openPair({
      bank: { serverPassword: { env: 'BANK' } },
      environment: { BANK: 'BANKPASS' },
      sandbox: { access: { serverPassword: password } },
    })
    expect((await pair.send(content)).outcome).toMatchObject({ kind })
    expect(pair.said().filter((line) => line.includes('CREATE'))).toHaveLength(
      kind === 'delivered' ? 2 : 0,
    )
  })
})

describe('a line', () => {
  const connects = (said: readonly string[]) =>
    said.filter((line) => line.startsWith('→ CONNECT')).length

  test('that is idle is used again for the next file, in both directions', async () => {
    const pair = await openPair({ bank: { timers: { idle: '1h' } } })
    await pair.send(content)
    await pair.send(content)
    pair.offer('r.xml', content)
    expect((await pair.fetch()).outcome).toMatchObject({ kind: 'fetched' })
    expect(connects(pair.said())).toBe(1)
  })

  test('that died while it was idle is replaced without an error', async () => {
    const pair = await openPair({ bank: { timers: { idle: '1h' } } })
    await pair.send(content)
    pair.misbehave('cut:create')
    expect((await pair.send(content)).outcome).toMatchObject({ kind: 'delivered' })
    expect(connects(pair.said())).toBe(2)
  })

  test('is opened for each file when no line may stay idle', async () => {
    const pair = await openPair({ bank: { timers: { idle: '0s' } } })
    await pair.send(content)
    await pair.send(content)
    expect(connects(pair.said())).toBe(2)
  })

  test('that serves one direction is not used for the other', async () => {
    const pair = await openPair({ bank: { access: 'oneWay' } })
    await pair.send(content)
    pair.offer('r.xml', content)
    await pair.fetch()
    const types = pair.said().flatMap((line) => /CONNECT .*accessType=(\w+)/.exec(line)?.[1] ?? [])
    expect(types).toEqual(['write', 'read'])
  })
})

describe('a bank whose acknowledgement is final only at DESELECT', () => {
  test.each([
    ['cut:close', 'cut'],
    ['cut:deselect', 'cut'],
    ['refuse:close=2-212', 'cut'],
    ['refuse:deselect=2-223', 'cut'],
  ])('%s leaves the file in doubt', async (rule, kind) => {
    const pair = await openPair({ bank: { commitPoint: 'deselect' } })
    pair.misbehave(rule)
    const { outcome, memory } = await pair.send(content)
    expect(outcome).toMatchObject({ kind, phase: 'finishing' })
    expect(memory.delivered).toBe(false)
  })

  test.each(['cut:close', 'cut:deselect', 'refuse:close=2-212'])(
    '%s after a final ACK(TRANS.END) is no doubt',
    async (rule) => {
      const pair = await openPair({ bank: {} })
      pair.misbehave(rule)
      const { outcome, memory } = await pair.send(content)
      expect(outcome).toMatchObject({ kind: 'delivered' })
      expect(memory.delivered).toBe(true)
    },
  )
})

describe('a file that does not fit its records', () => {
  test('is not sent, and the message names the line', async () => {
    const pair = await openPair({ bank: { records: { lines: 'lf' }, articleBytes: 10 } })
    const { outcome } = await pair.send(Buffer.from('SHORT\nMUCH LONGER THAN TEN\n'))
    expect(outcome).toMatchObject({ kind: 'local-failure', error: { code: 'RECORD-UNFIT' } })
    expect(outcome).toMatchObject({
      message: { arguments: { why: expect.stringContaining('line 2 has 20 bytes') as string } },
    })
    expect(pair.said().some((line) => line.includes('CREATE'))).toBe(false)
  })
})

describe('messages', () => {
  test.each([
    ['short', 'RECEIVED'],
    ['in segments', 'X'.repeat(10_000)],
    ['empty', ''],
  ])('%s are taken by the bank, whole', async (_what, text) => {
    const pair = await openPair({ bank: {} })
    const about = {
      fileType: 0xffff,
      fileName: 'INFO',
      transferNumber: 9,
      creationDate: '261124101112',
      ...{ client: '', finalBank: '' },
    }
    const outcome = await pair.bank.sendMessage({ about, text }, new AbortController().signal)
    expect(outcome).toMatchObject({ kind: 'taken' })
  })
})

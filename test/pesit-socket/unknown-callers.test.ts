// Callers that have not said who they are: few at once, whoever they are; known ones count no more.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createResponder } from '../../src/pesit/session/responder/responder.ts'
import { type Line, openLine } from '../../src/pesit-socket/line.ts'
import { type ListenRequest, listen } from '../../src/pesit-socket/listen.ts'
import { callerAccepted } from '../../src/pesit-socket/unknown-callers.ts'
import { readTls } from '../../src/pesit-socket/tls.ts'
import { fromHex } from '../helpers/hex.ts'

const keys = fileURLToPath(new URL('../fixtures/tls/', import.meta.url))
const serverTls = readTls({ cert: `${keys}server.pem`, key: `${keys}server.key` })

/** A listener on loopback, and the calls that it took. */
async function listening(request: Partial<ListenRequest> = {}, onCall?: (socket: Socket) => void) {
  const taken: Socket[] = []
  const listener = await listen(
    {
      host: '127.0.0.1',
      port: 0,
      tls: null,
      clientCertificates: false,
      maximumConnections: 100,
      ...request,
    },
    (socket) => {
      taken.push(socket)
      onCall?.(socket)
    },
  )
  onTestFinished(() => listener.close())
  /** A call from an address of the loopback network; resolves once it stands. */
  const call = async (from = '127.0.0.1'): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port: listener.port, localAddress: from })
    socket.on('error', () => undefined)
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    return socket
  }
  return { listener, taken, call }
}

const cut = async (socket: Socket) => {
  socket.resume()
  if (!socket.closed) await once(socket, 'close')
}
const unknownCallers = (maximumPerAddress: number, maximumTotal: number) => ({
  unknownCallers: { maximumPerAddress, maximumTotal },
})

describe('unknown callers', () => {
  test('of one address are limited; another address is still served', async () => {
    const { taken, call } = await listening(unknownCallers(3, 100))
    for (let calls = 0; calls < 3; calls += 1) await call()
    await cut(await call())
    await call('127.0.0.2')
    await vi.waitFor(() => expect(taken).toHaveLength(4))
    expect(taken.every((socket) => !socket.destroyed)).toBe(true)
  })

  test('of all addresses together are limited', async () => {
    const { taken, call } = await listening(unknownCallers(2, 3))
    for (const from of ['127.0.0.1', '127.0.0.1', '127.0.0.2']) await call(from)
    await cut(await call('127.0.0.3'))
    expect(taken).toHaveLength(3)
  })

  test('that leave free their places for others', async () => {
    const { taken, call } = await listening(unknownCallers(1, 1))
    for (let calls = 1; calls <= 5; calls += 1) {
      const socket = await call()
      await vi.waitFor(() => expect(taken).toHaveLength(calls))
      socket.destroy()
      await vi.waitFor(() => expect(taken.at(-1)?.destroyed).toBe(true))
    }
  })

  test('in a flood of calls take no line from identified callers', async () => {
    const { taken, call } = await listening(unknownCallers(2, 4), (socket) => {
      if (taken.length === 1) callerAccepted(socket)
    })
    const known = await call()
    await vi.waitFor(() => expect(taken).toHaveLength(1))
    const callers = await Promise.all(Array.from({ length: 50 }, () => call()))
    for (const socket of callers) socket.resume()
    await vi.waitFor(() => expect(callers.filter(({ closed }) => !closed)).toHaveLength(2))
    expect(taken).toHaveLength(3)
    expect([known.closed, taken[0]?.destroyed]).toEqual([false, false])
  })

  test('no longer count once CONNECT was accepted, and still do when it was refused', async () => {
    const lines: Line[] = []
    const { call } = await listening(unknownCallers(1, 1), (socket) => {
      lines.push(answering(socket))
    })
    const first = await call()
    first.write(connectAs('434F5250434C49')) // CORPCLI
    await once(first, 'data')
    const second = await call()
    second.write(connectAs('4E4F424F4459')) // NOBODY
    const [refusal] = (await once(second, 'data')) as [Buffer]
    expect(refusal.subarray(4, 6).toString('hex')).toBe('4022')
    await cut(second)
    await vi.waitFor(() => expect(lines[1]?.ended).toBe(true))
    await call()
    await vi.waitFor(() => expect(lines).toHaveLength(3))
    expect(lines[0]?.ended).toBe(false)
  })

  test('over TLS are counted from the call on, and no longer once they are identified', async () => {
    const { taken, call, listener } = await listening(
      { tls: serverTls, ...unknownCallers(1, 1) },
      callerAccepted,
    )
    const silent = await call()
    await cut(await call())
    silent.destroy()
    const callOverTls = async () => {
      const socket = connectTls({
        host: '127.0.0.1',
        port: listener.port,
        rejectUnauthorized: false,
      })
      onTestFinished(() => void socket.destroy())
      await once(socket, 'secureConnect')
    }
    // The silent one counts until its line is closed here too.
    // A server knows of a handshake later than its client: until then the caller is a stranger.
    for (let calls = 1; calls <= 3; calls += 1) {
      await vi.waitFor(callOverTls)
      await vi.waitFor(() => expect(taken).toHaveLength(calls))
    }
    expect(taken.every(({ destroyed }) => !destroyed)).toBe(true)
  })
})

/** CONNECT by hand: PI 3, PI 4 BANKSRV, version E, mixed. */
function connectAs(name: string): Uint8Array {
  const body = `03 ${(name.length / 2).toString(16).padStart(2, '0')} ${name} 04 07 42414E4B535256 06 01 02 16 01 02`
  const length = (6 + fromHex(body).length).toString(16).padStart(4, '0')
  return fromHex(`${length} ${length} 4020 0001 ${body}`)
}

/** Takes CORPCLI in, and nobody else. */
function answering(socket: Socket): Line {
  const session = createResponder({
    framing: 'detect',
    connectionId: 0x61,
    abortForm: 'raw',
    maximumEntityBytes: 4096,
    maximumSync: { intervalKb: 0, window: 0 },
    timers: { connectMs: 30_000, answerMs: 30_000, longAnswerMs: 30_000, idleMs: 30_000 },
  })
  const line = openLine(socket, session, { writeTimeoutMs: 30_000 })
  void line.next().then((event) => {
    if (event.type !== 'connect-requested') return
    const isKnown = event.parameters.requester === 'CORPCLI'
    return line.command(
      isKnown
        ? { type: 'accept-connect' }
        : { type: 'refuse-connect', diagnostic: { type: 3, reason: 304 } },
    )
  })
  return line
}

describe('a listener', () => {
  test('has no more lines at once than it may', async () => {
    const { taken, call } = await listening({ maximumConnections: 2, ...unknownCallers(100, 100) })
    await call()
    await call()
    await cut(await call())
    expect(taken).toHaveLength(2)
  })

  test.each([
    ['nothing at all', ''],
    ['the beginning of a handshake', '16 03 01 02 00'],
    ['one byte', '16'],
  ])('cuts a caller whose TLS does not stand in time: %s', async (_what, said) => {
    const { taken, call } = await listening({ tls: serverTls, handshakeMs: 100 })
    const socket = await call()
    socket.write(fromHex(said))
    await cut(socket)
    expect(taken).toEqual([])
  })

  test('cuts a caller without TLS at once', async () => {
    const { taken, call } = await listening({ tls: serverTls })
    const socket = await call()
    socket.write(fromHex('0018 D7C5E2C9E3404040'))
    await cut(socket)
    expect(taken).toEqual([])
  })

  test('that closes cuts its lines, even those in their handshake', async () => {
    const plain = await listening()
    const secure = await listening({ tls: serverTls })
    const callers = [await plain.call(), await secure.call()]
    await vi.waitFor(() => expect(plain.taken).toHaveLength(1))
    await Promise.all([plain.listener.close(), secure.listener.close()])
    await Promise.all(callers.map(cut))
  })

  test('says which port cannot be opened', async () => {
    const { listener } = await listening()
    await expect(listening({ port: listener.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

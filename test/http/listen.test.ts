// The two doors: where they are, what happens when one cannot be opened, and what a caller cannot do to them.

import { statSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { call, startApi } from '../helpers/http.ts'
import { makeKey } from '../../src/http/access/keys.ts'

describe('localhost', () => {
  test('is 127.0.0.1 and, if the machine has it, ::1, on one port', async () => {
    const { server } = await startApi({}, { listen: { host: 'localhost', port: 0 } })
    const ports = server.addresses().map((address) => new URL(address).port)
    expect(server.addresses()[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(new Set(ports).size).toBe(1)
    for (const address of server.addresses())
      expect((await call(address, '/api/nothing')).status).toBe(404)
  })
})

describe('the Unix socket', () => {
  test('is for its owner and group', async () => {
    const { server } = await startApi()
    expect(statSync(server.socketPath).mode & 0o777).toBe(0o660)
  })

  test('is open although TCP is off', async () => {
    const { server } = await startApi({}, { listen: null })
    expect(server.addresses()).toEqual([])
    expect((await call('', '/live', { socketPath: server.socketPath })).status).toBe(200)
  })
})

describe('a port that another program uses', () => {
  test('is reported, stops nothing, and is opened as soon as it is free', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    let wake = () => undefined as void
    const clock = {
      nowMs: () => Date.now(),
      monotonicMs: () => performance.now(),
      sleep: (_ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve) => {
          wake = () => resolve()
          signal?.addEventListener('abort', () => resolve())
        }),
    }
    const { ledger, server } = await startApi({ clock }, { listen: { host: '127.0.0.1', port } })
    expect(await ledger.conditions()).toMatchObject([
      {
        subject: 'http',
        code: 'HTTP-NOT-LISTENING',
        sentence: expect.stringContaining(String(port)),
      },
    ])
    other.close()
    await once(other, 'close')
    wake()
    await vi.waitFor(() => expect(server.addresses()).toEqual([`http://127.0.0.1:${port}`]))
    await vi.waitFor(async () => expect(await ledger.conditions()).toEqual([]))
  })
})

describe('an address that other machines reach', () => {
  test('stays closed until there is a key, and this is reported', async () => {
    let wake = () => undefined as void
    const clock = {
      nowMs: () => Date.now(),
      monotonicMs: () => performance.now(),
      sleep: (_ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve) => {
          wake = () => resolve()
          signal?.addEventListener('abort', () => resolve())
        }),
    }
    // No machine has this address: that it is tried at all shows that the keys were asked first.
    const listen = { host: '192.0.2.1', port: 0 }
    const { ledger, server } = await startApi({ clock }, { listen })
    const codes = async () => (await ledger.conditions()).map(({ code }) => code)
    expect([server.addresses(), await codes()]).toEqual([[], ['HTTP-KEYS-MISSING']])
    const { id, hash } = makeKey()
    await ledger.addKey({ id, hash, name: 'erp', role: 'operate', expiresMs: Date.now() + 60_000 })
    wake()
    await vi.waitFor(async () => expect(await codes()).toEqual(['HTTP-NOT-LISTENING']))
  })
})

describe('a hostile caller', () => {
  const talk = async (base: string, text: string): Promise<string> => {
    const { hostname, port } = new URL(base)
    const socket = connect(Number(port), hostname)
    onTestFinished(() => void socket.destroy())
    let heard = ''
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
    socket.on('error', () => undefined)
    socket.write(text)
    await once(socket, 'close')
    return heard
  }
  const host = 'Host: localhost\r\n'

  test.each([
    ['headers of 20 KB', `GET /api/x HTTP/1.1\r\n${host}X: ${'a'.repeat(20_000)}\r\n\r\n`, '431'],
    [
      'two lengths',
      `POST /api/keys HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
      '400',
    ],
    [
      'a length and chunks',
      `POST /api/keys HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      '400',
    ],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n', '400'],
  ])('who sends %s is cut off', async (_what, text, status) => {
    const { base } = await startApi()
    expect(await talk(base, text)).toMatch(new RegExp(`^HTTP/1.1 ${status}`))
    expect((await call(base, '/api/nothing')).status).toBe(404)
  })

  test.each([
    [
      'a body of 2 MB',
      { 'content-type': 'application/json' },
      JSON.stringify({ name: 'a'.repeat(2_000_000) }),
      413,
      'TOO-LARGE',
    ],
    ['broken JSON', { 'content-type': 'application/json' }, '{"name"', 400, undefined],
    [
      'a prototype',
      { 'content-type': 'application/json' },
      '{"__proto__":{"role":"admin"},"name":"a","role":"read"}',
      400,
      undefined,
    ],
    [
      'a field that is not there',
      { 'content-type': 'application/json' },
      '{"name":"a","role":"read","admin":true}',
      400,
      'REQUEST-INVALID',
    ],
    ['XML', { 'content-type': 'text/xml' }, '<a/>', 415, 'TYPE-UNKNOWN'],
  ])('who sends %s is told why', async (...given) => {
    const [, headers, body, status, code] = given
    const { base, key, ledger } = await startApi()
    const authorization = `Bearer ${await key('admin')}`
    const told = await call(base, '/api/keys', {
      method: 'POST',
      headers: { ...headers, authorization },
      body,
    })
    expect(told.status).toBe(status)
    expect(told.headers['content-type']).toContain('application/problem+json')
    if (code !== undefined) expect(told.text).toContain(`"code":"${code}"`)
    expect(await ledger.keys()).toHaveLength(1)
  })

  test('who sends requests without end must wait, and the command line need not', async () => {
    const { base, server } = await startApi({ ratePerMinute: 3 })
    const statuses: number[] = []
    for (let nth = 0; nth < 4; nth += 1) statuses.push((await call(base, '/api/nothing')).status)
    expect(statuses).toEqual([404, 404, 404, 429])
    for (let nth = 0; nth < 5; nth += 1)
      expect((await call('', '/live', { socketPath: server.socketPath })).status).toBe(200)
  })
})

describe('sockets that stay silent, by the thousand', () => {
  /** In batches, as the system queues no more than some hundreds that nobody has accepted. */
  async function silent(base: string, count: number): Promise<() => number> {
    const { hostname, port } = new URL(base)
    let closed = 0
    for (let begun = 0; begun < count; begun += 100) {
      const batch = Array.from({ length: 100 }, () => connect(Number(port), hostname))
      for (const socket of batch)
        socket.on('error', () => undefined).on('close', () => (closed += 1))
      onTestFinished(() => batch.forEach((socket) => void socket.destroy()))
      await Promise.all(batch.map((socket) => once(socket, 'connect')))
    }
    return () => closed
  }

  test('keep nobody out: the oldest are closed and requests are answered, on TCP and on the Unix socket', async () => {
    const { base, server } = await startApi()
    const closed = await silent(base, 1_500)
    await vi.waitFor(() => expect(closed()).toBe(1_000), 10_000)
    for (let nth = 0; nth < 5; nth += 1) expect((await call(base, '/health/live')).status).toBe(200)
    expect((await call('', '/live', { socketPath: server.socketPath })).status).toBe(200)
  })

  test('do not cut a request that is being answered', async () => {
    const { base } = await startApi()
    const { hostname, port } = new URL(base)
    const stream = connect(Number(port), hostname)
    onTestFinished(() => void stream.destroy())
    stream.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(stream, 'data')
    const closed = await silent(base, 600)
    await vi.waitFor(() => expect(closed()).toBe(101), 10_000)
    expect(stream.destroyed).toBe(false)
    expect(stream.readableEnded).toBe(false)
  })
})

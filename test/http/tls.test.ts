// The API in TLS: with the certificate of the configuration, a renewed one, and one that cannot be used.

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { connect as connectPlain } from 'node:net'
import { once } from 'node:events'
import { request } from 'node:https'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { call, startApi } from '../helpers/http.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url))

function files(pair: 'server' | 'client' = 'server') {
  const folder = tempFolder()
  const place = { cert: join(folder, 'api.pem'), key: join(folder, 'api.key') }
  const put = (from: 'server' | 'client') => {
    copyFileSync(fixture(`${from}.pem`), place.cert)
    copyFileSync(fixture(`${from}.key`), place.key)
  }
  put(pair)
  return { tls: place, put }
}

/** A clock whose sleepers wake when they are told to. */
function waking() {
  const sleepers = new Set<() => void>()
  return {
    wake: () => sleepers.forEach((one) => one()),
    clock: {
      nowMs: () => Date.now(),
      monotonicMs: () => performance.now(),
      sleep: (_ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve) => {
          sleepers.add(resolve)
          signal?.addEventListener('abort', () => resolve())
        }),
    },
  }
}

function ask(base: string, options: object = {}): Promise<{ status: number; shown: string }> {
  return new Promise((resolve, reject) => {
    const ca = readFileSync(fixture('ca.pem'))
    const url = new URL('/health/live', base)
    const asking = request(url, { ca, agent: false, ...options }, (response) => {
      const { socket } = response as unknown as { socket: TLSSocket }
      const shown = socket.getPeerCertificate().subject.CN
      response
        .resume()
        .on('end', () => resolve({ status: response.statusCode ?? 0, shown: String(shown) }))
    })
    asking.on('error', reject).end()
  })
}

test('with a certificate the API uses TLS, and nothing else', async () => {
  const { server, base } = await startApi({}, { tls: files().tls })
  expect(base).toMatch(/^https:/)
  expect((await ask(base)).status).toBe(200)
  await expect(ask(base, { ca: readFileSync(fixture('other.pem')) })).rejects.toThrow()
  await expect(ask(base, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow()
  await expect(call(base.replace('https:', 'http:'), '/health/live')).rejects.toThrow()
  expect((await call('', '/live', { socketPath: server.socketPath })).status).toBe(200)
})

test('silent sockets keep nobody out over TLS either', async () => {
  const { base } = await startApi({}, { tls: files().tls })
  const { hostname, port } = new URL(base)
  for (let batch = 0; batch < 3; batch += 1) {
    const sockets = Array.from({ length: 100 }, () => connectPlain(Number(port), hostname))
    for (const socket of sockets) socket.on('error', () => undefined)
    onTestFinished(() => sockets.forEach((socket) => void socket.destroy()))
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  }
  expect((await ask(base)).status).toBe(200)
})

test('a certificate that is renewed in its place is used without a restart; an incomplete pair is not', async () => {
  const { clock, wake } = waking()
  const { tls, put } = files()
  const { base } = await startApi({ clock }, { tls })
  const loose = { rejectUnauthorized: false }
  const before = (await ask(base, loose)).shown
  writeFileSync(tls.cert, 'half')
  wake()
  expect((await ask(base, loose)).shown).toBe(before)
  put('client')
  await vi.waitFor(async () => {
    wake()
    expect((await ask(base, loose)).shown).not.toBe(before)
  })
})

test('an unusable certificate is reported, stops nothing else, and is used as soon as it is valid', async () => {
  const { clock, wake } = waking()
  const { tls, put } = files()
  copyFileSync(fixture('client.key'), tls.key)
  const { server, ledger } = await startApi({ clock }, { tls })
  expect(server.addresses()).toEqual([])
  expect(await ledger.conditions()).toMatchObject([
    { subject: 'http', code: 'HTTP-NOT-LISTENING', sentence: expect.stringContaining(tls.key) },
  ])
  expect((await call('', '/live', { socketPath: server.socketPath })).status).toBe(200)
  put('server')
  await vi.waitFor(() => {
    wake()
    expect(server.addresses()).toHaveLength(1)
  })
  expect((await ask(server.addresses()[0] ?? '')).status).toBe(200)
  await vi.waitFor(async () => expect(await ledger.conditions()).toEqual([]))
})

// Who may call, and who may not: keys, roles, the host that is named, the page that asks.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createLocalUsers, type LocalUsersOptions } from '../../../src/http/access/local-users.ts'
import type { OtherUser } from '../../../src/http/access/other-end.ts'
import { fakeClock } from '../../helpers/fake-clock.ts'
import { call, startApi } from '../../helpers/http.ts'

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
const codeOf = (text: string) => (JSON.parse(text) as { code: string }).code
const newKey = JSON.stringify({ name: 'erp', role: 'operate' })
const json = { 'content-type': 'application/json' }

describe('a key', () => {
  test('that is right allows what its role may do', async () => {
    const { base, key } = await startApi()
    const told = await call(base, '/api/keys', { headers: bearer(await key('admin')) })
    expect(told.status).toBe(200)
    expect(JSON.parse(told.text)).toMatchObject([{ name: 'admin', role: 'admin' }])
  })

  test.each(['read', 'operate'] as const)('of the role %s makes no keys', async (role) => {
    const { base, key, ledger } = await startApi()
    const headers = { ...bearer(await key(role)), ...json }
    const told = await call(base, '/api/keys', { method: 'POST', headers, body: newKey })
    expect([told.status, codeOf(told.text)]).toEqual([403, 'ROLE-TOO-LOW'])
    expect(await ledger.keys()).toHaveLength(1)
  })

  test('is not in the ledger, and no later answer shows it or its hash', async () => {
    const { base, key, ledger } = await startApi()
    const admin = await key('admin')
    const headers = { ...bearer(admin), ...json }
    const made = await call(base, '/api/keys', { method: 'POST', headers, body: newKey })
    const text = (JSON.parse(made.text) as { key: string }).key
    const listed = await call(base, '/api/keys', { headers: bearer(admin) })
    expect(made.status).toBe(201)
    expect(JSON.stringify(await ledger.keys())).not.toContain(text.slice(14))
    expect(listed.text).not.toContain(text.slice(14))
    for (const { hash } of await ledger.keys()) expect(listed.text + made.text).not.toContain(hash)
    const used = await call(base, '/api/keys', { headers: bearer(text) })
    expect(used.status).toBe(403)
  })

  test('that was revoked allows nothing from that moment on', async () => {
    const { base, key, ledger } = await startApi()
    const text = await key('admin', 'erp')
    expect((await call(base, '/api/keys', { headers: bearer(text) })).status).toBe(200)
    await ledger.revokeKey('erp')
    const told = await call(base, '/api/keys', { headers: bearer(text) })
    expect([told.status, told.headers['www-authenticate']]).toEqual([
      401,
      'Bearer realm="pesit-drop"',
    ])
    expect(told.text).toContain('revoked')
  })

  test('that has expired allows nothing', async () => {
    const clock = fakeClock()
    const { base, key } = await startApi({ clock })
    const text = await key('admin')
    await clock.advance(1_000_001)
    const told = await call(base, '/api/keys', { headers: bearer(text) })
    expect([told.status, told.text]).toEqual([401, expect.stringContaining('expired')])
  })

  test.each([
    [
      'with another secret',
      (text: string) => `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`,
    ],
    ['that nobody made', () => `pd_0123456789_${'A'.repeat(43)}`],
    ['of another shape', () => 'VOTRE_CLE_API'],
  ])('%s is refused, also on this machine', async (_what, spoil) => {
    const { base, key } = await startApi()
    const told = await call(base, '/api/keys', { headers: bearer(spoil(await key('admin'))) })
    expect([told.status, codeOf(told.text)]).toEqual([401, 'KEY-WRONG'])
  })

  test('has a unique name: a second one of that name is refused until the first is revoked', async () => {
    const { base, key, ledger } = await startApi()
    const headers = { ...bearer(await key('admin')), ...json }
    const make = () => call(base, '/api/keys', { method: 'POST', headers, body: newKey })
    expect((await make()).status).toBe(201)
    expect(codeOf((await make()).text)).toBe('KEY-NAME-TAKEN')
    await ledger.revokeKey('erp')
    expect((await make()).status).toBe(201)
  })
})

describe('wrong keys', () => {
  const nobodys = { headers: bearer(`pd_0123456789_${'A'.repeat(43)}`) }
  const spoilt = (key: string) => `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`

  test('make their sender wait longer each time; the right key is still accepted', async () => {
    const clock = fakeClock()
    const { base, key } = await startApi({ clock })
    const right = await key('admin')
    const ask = (text: string) => call(base, '/api/keys', { headers: bearer(text) })
    for (let nth = 1; nth <= 6; nth += 1) expect((await ask(spoilt(right))).status).toBe(401)
    const blocked = await ask(spoilt(right))
    expect([blocked.status, blocked.headers['retry-after']]).toEqual([429, '1'])
    await clock.advance(1_000)
    expect((await ask(spoilt(right))).status).toBe(401)
    expect((await ask(spoilt(right))).headers['retry-after']).toBe('2')
    expect((await ask(right)).status).toBe(200)
    // Who has shown the right one begins anew.
    expect((await ask(spoilt(right))).status).toBe(401)
  })

  test.each(['that nobody made', 'of somebody else', 'of one’s own, spoilt'])(
    '%s, thousands of them, do not lock out a right key',
    async (which) => {
      const { base, key } = await startApi({ clock: fakeClock() })
      const [own, other] = [await key('read', 'own'), await key('read', 'other')]
      const wrong =
        which === 'that nobody made'
          ? nobodys
          : { headers: bearer(spoilt(which === 'of somebody else' ? other : own)) }
      for (let nth = 0; nth < 40; nth += 1) await call(base, '/api/servers', wrong)
      for (const text of [own, other])
        expect((await call(base, '/api/servers', { headers: bearer(text) })).status).toBe(200)
    },
  )
})

/** The user is asked for once a connection. */
const fresh = { headers: { connection: 'close' } }

describe('places', () => {
  /** Requests whose body is announced and does not come. */
  async function unfinished(base: string, count: number): Promise<void> {
    const { hostname, port } = new URL(base)
    const head =
      'POST /api/webhooks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
    for (let nth = 0; nth < count; nth += 1) {
      const socket = connect(Number(port), hostname)
      onTestFinished(() => void socket.destroy())
      socket.on('error', () => undefined).write(`${head}Content-Length: 100\r\n\r\n{`)
      await once(socket, 'connect')
    }
  }

  test('200 requests whose body does not come block the API neither for keys nor for monitors', async () => {
    const { base, key } = await startApi()
    const headers = bearer(await key('read'))
    await unfinished(base, 200)
    await vi.waitFor(async () => expect((await call(base, '/api/servers')).status).toBe(503))
    for (let nth = 0; nth < 5; nth += 1) {
      expect((await call(base, '/health/live')).status).toBe(200)
      expect((await call(base, '/api/servers', { headers })).status).toBe(200)
    }
  })

  test('of one user without a key are not used up by another', async () => {
    let uid = 1000
    const { base } = await startApi({ otherEnds: { userOf: () => Promise.resolve(uid) } })
    await unfinished(base, 90)
    await vi.waitFor(async () => expect((await call(base, '/api/servers', fresh)).status).toBe(503))
    uid = 1001
    expect((await call(base, '/api/servers', fresh)).status).toBe(200)
  })
})

describe('requests a minute', () => {
  test('are counted by key and by user: nobody uses up those of another', async () => {
    let uid = 1000
    const { base, key } = await startApi({
      ratePerMinute: 2,
      otherEnds: { userOf: () => Promise.resolve(uid) },
    })
    const [one, two] = [bearer(await key('read', 'one')), bearer(await key('read', 'two'))]
    const statusesOf = async (headers: Record<string, string>) => {
      const statuses: number[] = []
      for (let nth = 0; nth < 3; nth += 1)
        statuses.push(
          (await call(base, '/api/servers', { headers: { ...headers, ...fresh.headers } })).status,
        )
      return statuses
    }
    for (const headers of [one, two, {}]) expect(await statusesOf(headers)).toEqual([200, 200, 429])
    uid = 1001
    expect(await statusesOf({})).toEqual([200, 200, 429])
  })
})

describe('who is local', () => {
  const local = (uid: OtherUser | null, more: Parameters<typeof startApi>[0] = {}) =>
    startApi({ otherEnds: { userOf: () => Promise.resolve(uid) }, ...more })
  const localUsers = (options: Partial<LocalUsersOptions>) =>
    createLocalUsers(
      { open: true, proxies: [], ...options },
      {
        uidOf: (name) => ({ 'www-data': 33, erp: 1000, passerelle: 1002 })[name] ?? null,
        nameOf: (uid) => (uid === 33 ? 'www-data' : null),
      },
    )

  test.each<[string, OtherUser | null, Partial<LocalUsersOptions>, number, string]>([
    ['a user', 1000, {}, 200, ''],
    ['root', 0, {}, 200, ''],
    ['a user who runs a proxy', 33, {}, 401, 'www-data, who runs a proxy'],
    ['one who is named as such', 1002, { proxies: ['passerelle'] }, 401, 'uid 1002, who runs'],
    ['one who may be any', { unmapped: 65_534 }, {}, 401, 'shows its user as 65534'],
    ['one who is not found', null, {}, 401, 'could not be found'],
    ['one whom the configuration names', 1000, { open: ['erp'] }, 200, ''],
    ['one whom it does not name', 1001, { open: ['erp'] }, 401, 'does not name'],
  ])('%s: %j with %o → %i', async (...given) => {
    const [, uid, options, status, why] = given
    const { base, key } = await local(uid, { localUsers: localUsers(options) })
    const told = await call(base, '/api/servers')
    expect([told.status, told.text]).toEqual([status, expect.stringContaining(why)])
    if (status !== 200) expect(codeOf(told.text)).toBe('KEY-MISSING')
    expect((await call(base, '/health/ready')).status).toBe(200)
    const keyed = await call(base, '/api/servers', { headers: bearer(await key('read')) })
    expect(keyed.status).toBe(200)
  })

  test('a proxy with a minimal configuration, such as that of nginx, needs a key', async () => {
    const { base } = await local(1000)
    const { hostname, port } = new URL(base)
    const socket = connect(Number(port), hostname)
    onTestFinished(() => void socket.destroy())
    socket.write('GET /api/servers HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString('latin1')).toMatch(
      /^HTTP\/1\.1 401[^]*in HTTP\/1\.0, as proxies speak it/,
    )
  })

  test.runIf(process.getuid?.() === 0)(
    'a program of www-data, of this very machine, is not; one of another user is',
    async () => {
      const { base } = await startApi({ localUsers: localUsers({}) })
      const statusAs = async (uid: number) => {
        const program = `fetch('${base}/api/servers').then(({ status }) => console.log(status))`
        const child = spawn(process.execPath, ['-e', program], { uid })
        const [text] = (await once(child.stdout, 'data')) as [Buffer]
        return Number(text.toString())
      }
      expect([await statusAs(33), await statusAs(12_345)]).toEqual([401, 200])
    },
  )
})

describe('a caller on this machine', () => {
  test('needs a key for actions that somebody must answer for', async () => {
    const { base } = await startApi()
    const told = await call(base, '/api/keys', { method: 'POST', headers: json, body: newKey })
    expect([told.status, codeOf(told.text)]).toEqual([401, 'KEY-MISSING'])
  })

  test('needs one for everything where the configuration says so', async () => {
    const { base } = await startApi({ openOnLoopback: false })
    const told = await call(base, '/api/nothing')
    expect([told.status, codeOf(told.text)]).toEqual([401, 'KEY-MISSING'])
  })

  test.each([
    ['names whom it speaks for', { 'x-forwarded-for': '203.0.113.9' }],
    ['says so in the standard way', { forwarded: 'for=203.0.113.9' }],
    ['says that it is one', { via: '1.1 nginx' }],
    ['names the scheme alone', { 'x-forwarded-proto': 'https' }],
    ['names the client in its own way', { 'x-original-forwarded-for': '203.0.113.9' }],
    ['calls us by our outer name', { host: 'pesit.mon-entreprise.example' }],
  ])('that is a proxy, and %s, needs a key', async (_what, headers) => {
    const { base, key } = await startApi({ hosts: ['pesit.mon-entreprise.example'] })
    const told = await call(base, '/api/transfers', { headers })
    expect([told.status, codeOf(told.text)]).toEqual([401, 'KEY-MISSING'])
    const keyed = { ...headers, ...bearer(await key('read')) }
    expect((await call(base, '/api/transfers', { headers: keyed })).status).toBe(200)
  })

  test('finds the calls of the command line only on the socket', async () => {
    const { base, key, server } = await startApi()
    const headers = bearer(await key('admin'))
    expect((await call(base, '/live', { headers })).status).toBe(404)
    expect((await call('', '/live', { socketPath: server.socketPath })).status).toBe(200)
  })

  test('by the socket needs no key at all', async () => {
    const { server } = await startApi()
    const { socketPath } = server
    const told = await call('', '/api/keys', {
      method: 'POST',
      headers: json,
      body: newKey,
      socketPath,
    })
    expect(told.status).toBe(201)
  })
})

describe('a web page', () => {
  test.each([
    ['of another host', { origin: 'https://evil.example' }],
    ['of another port of this machine', { origin: 'http://localhost:8080' }],
    ['without an origin', { origin: 'null' }],
    ['that a browser calls foreign', { 'sec-fetch-site': 'cross-site' }],
    ['of the same site only', { 'sec-fetch-site': 'same-site' }],
  ])('%s is refused before anything is done', async (_what, headers) => {
    const { base, ledger, key } = await startApi()
    const admin = bearer(await key('admin'))
    const told = await call(base, '/api/keys', {
      method: 'POST',
      headers: { ...json, ...admin, ...headers },
      body: newKey,
    })
    expect([told.status, codeOf(told.text)]).toEqual([403, 'ORIGIN-FOREIGN'])
    expect(await ledger.keys()).toHaveLength(1)
  })

  test('of ours is served', async () => {
    const { base, key } = await startApi()
    const headers = { ...bearer(await key('read')), origin: base, 'sec-fetch-site': 'same-origin' }
    expect((await call(base, '/api/nothing', { headers })).status).toBe(404)
  })

  test.each(['rebound.example', 'rebound.example:9081', '127.0.0.1.evil.example', 'a b'])(
    'that calls us %s came through a name server, and is refused',
    async (host) => {
      const { base } = await startApi()
      const told = await call(base, '/api/nothing', { headers: { host } })
      expect([400, 421]).toContain(told.status)
    },
  )

  test('finds us under the names in the configuration', async () => {
    const { base } = await startApi({ hosts: ['pesit.mon-entreprise.example'] })
    const headers = { host: 'PESIT.mon-entreprise.example:9081' }
    expect((await call(base, '/api/nothing', { headers })).status).toBe(401)
  })
})

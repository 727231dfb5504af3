// Who may call, and who may not: keys, roles, the host that is named, the page that asks.

import { describe, expect, test } from 'vitest'
import { fakeClock } from '../helpers/fake-clock.ts'
import { call, startApi } from '../helpers/http.ts'

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
const codeOf = (text: string) => (JSON.parse(text) as { code: string }).code
const newKey = JSON.stringify({ name: 'erp', role: 'operate' })
const json = { 'content-type': 'application/json' }

describe('a key', () => {
  test('that is right opens what its role may', async () => {
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

  test('is not in the ledger, and no answer shows it or its hash a second time', async () => {
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

  test('that was revoked opens nothing from that moment on', async () => {
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

  test('that has expired opens nothing', async () => {
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

  test('by its name is one: a second of that name is refused until the first is revoked', async () => {
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
  test('make their address wait longer each time, the right one too, and then no more', async () => {
    const clock = fakeClock()
    const { base, key } = await startApi({ clock })
    const right = await key('admin')
    const wrong = { headers: bearer(`pd_0123456789_${'A'.repeat(43)}`) }
    for (let nth = 1; nth <= 6; nth += 1)
      expect((await call(base, '/api/keys', wrong)).status).toBe(401)
    const blocked = await call(base, '/api/keys', { headers: bearer(right) })
    expect([blocked.status, blocked.headers['retry-after']]).toEqual([429, '1'])
    await clock.advance(1_000)
    expect((await call(base, '/api/keys', wrong)).status).toBe(401)
    expect((await call(base, '/api/keys', wrong)).headers['retry-after']).toBe('2')
    await clock.advance(2_000)
    expect((await call(base, '/api/keys', { headers: bearer(right) })).status).toBe(200)
    expect((await call(base, '/api/keys', wrong)).status).toBe(401)
  })
})

describe('a caller on this machine', () => {
  test('needs a key for what somebody must answer for', async () => {
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
    ['calls us by our outer name', { host: 'pesit.mon-entreprise.example' }],
  ])('that is a proxy, and %s, needs a key', async (_what, headers) => {
    const { base, key } = await startApi({ hosts: ['pesit.mon-entreprise.example'] })
    const told = await call(base, '/api/transfers', { headers })
    expect([told.status, codeOf(told.text)]).toEqual([401, 'KEY-MISSING'])
    const keyed = { ...headers, ...bearer(await key('read')) }
    expect((await call(base, '/api/transfers', { headers: keyed })).status).toBe(200)
  })

  test('finds the command line’s own calls only behind the socket', async () => {
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
    'that calls us %s was sent by a name server: refused',
    async (host) => {
      const { base } = await startApi()
      const told = await call(base, '/api/nothing', { headers: { host } })
      expect([400, 421]).toContain(told.status)
    },
  )

  test('finds us under the names that the configuration gives', async () => {
    const { base } = await startApi({ hosts: ['pesit.mon-entreprise.example'] })
    const headers = { host: 'PESIT.mon-entreprise.example:9081' }
    expect((await call(base, '/api/nothing', { headers })).status).toBe(401)
  })
})

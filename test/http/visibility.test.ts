// Who sees what: every route that shows or moves files, for each kind of caller.

import { describe, expect, test, vi } from 'vitest'
import { request } from 'node:http'
import { createBell } from '../../src/lib/waiting/bell.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { newId } from '../../src/lib/id.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { call, roomsOver, startApi, type Told } from '../helpers/http.ts'
import { drive, newTransfer, queued } from '../helpers/new-transfer.ts'

const [anna, ben, proxy] = [1000, 1001, 33]
const callers = ['anna', 'ben', 'proxy', 'not found', 'read', 'operate', 'admin', 'socket'] as const
type Who = (typeof callers)[number]

/**
 * Transfers by how they came: Anna's and Ben's calls without a key, a dropped file, one of a key, one that a
 * webhook of Anna's was told of.
 */
const files = ['annas', 'bens', 'dropped', 'told', 'former'] as const
type File = (typeof files)[number]

async function world() {
  let uid: number | null = anna
  const probe = await startApi()
  const { ledger } = probe
  const ids = {} as Record<File, string>
  const born = (name: File, localUid?: number) =>
    queued(ledger, { name: `${name}.xml`, uploadName: '', localUid })
  ids.annas = (await born('annas', anna)).id
  ids.bens = (await born('bens', ben)).id
  ids.dropped = (await born('dropped')).id
  ids.former = (await born('former', -1)).id
  await ledger.saveWebhook({ ...hook('annas-hook'), localUid: anna })
  ids.told = (await born('told')).id
  await drive(ledger, ids.told, ['attempt-started', 'finishing', 'bank-acknowledged'])
  await ledger.saveWebhook({ ...hook('bens-hook'), localUid: ben })
  const rooms = {
    ...roomsOver(ledger, systemClock),
    orders: ordersOver(ledger),
    listen: () => createBell(),
    outboxesNow: () => [
      { virtualFile: 'V', bank: 'bank', folder: '/out', lookedMs: 5, inFolder: 3, look: () => {} },
    ],
  }
  const files = {
    ...({} as Parameters<typeof startApi>[0] & object).files,
    ledger,
    servers: rooms.servers,
    openBytes: () => Promise.resolve(null),
    keptSinceMs: () => 0,
    waitingNow: () => () => Promise.resolve(null),
    zone: 'Europe/Paris',
    handOvers: { watch: () => undefined },
    abandon: () => undefined,
  } as never
  const { base, key, server } = await startApi({
    routes: rooms,
    files,
    webhooks: probe.webhooks,
    otherEnds: { userOf: () => Promise.resolve(uid) },
  })
  const keys = { read: await key('read'), operate: await key('operate'), admin: await key('admin') }
  const ask = (who: Who, path: string, method = 'GET'): Promise<Told> => {
    if (who === 'socket') return call('', path, { method, socketPath: server.socketPath })
    uid = { anna, ben, proxy, 'not found': null, read: null, operate: null, admin: null }[who]
    const text = who in keys ? keys[who as keyof typeof keys] : null
    const headers = {
      connection: 'close',
      ...(text === null ? {} : { authorization: `Bearer ${text}` }),
    }
    return call(base, path, { method, headers })
  }
  return { ask, ids, ledger, base, as: (who: number) => (uid = who) }
}

const hook = (id: string) => ({
  id,
  origin: 'api' as const,
  url: `https://erp.example/${id}`,
  events: [],
  header: 'X-Signature',
  secret: '',
  previousSecret: '',
  previousUntilMs: null,
})

function ordersOver(ledger: Ledger) {
  const order = async ({ id }: { readonly id: string }) => {
    const transfer = await ledger.find(id)
    return transfer === null ? { kind: 'unknown' as const } : { kind: 'done' as const, transfer }
  }
  return {
    retry: order,
    hold: order,
    cancel: order,
    release: order,
    reassign: () => Promise.reject(new Error('nobody orders this here')),
  }
}

describe('a transfer by the end of its id, or by the name of its file', () => {
  test('is one’s own without a key, and any with one; commands find the same transfer', async () => {
    const { ask, ids } = await world()
    const seen = async (who: Who, name: string, verb = '') => {
      const method = verb === '' ? 'GET' : 'POST'
      const { status, text } = await ask(who, `/api/transfers/${name}${verb}`, method)
      return status === 200 ? /"id":"([^"]+)"/.exec(text)?.[1] : status
    }
    const end = ids.annas.slice(-8)
    for (const name of ['annas.xml', end, end.toUpperCase(), `…${end}`]) {
      const path = encodeURIComponent(name)
      for (const who of ['anna', 'read', 'operate', 'socket'] as const)
        expect([name, who, await seen(who, path)]).toEqual([name, who, ids.annas])
      expect([name, await seen('ben', path)]).toEqual([name, 404])
      expect(await seen('anna', path, '/cancel')).toBe(ids.annas)
      expect(await seen('operate', path, '/hold')).toBe(ids.annas)
      expect(await seen('ben', path, '/cancel')).toBe(404)
    }
    // Three characters may be anybody's, and a part of a name is no name.
    for (const name of [ids.annas.slice(-3), 'annas', 'annas.xm'])
      expect([name, await seen('read', name)]).toEqual([name, 404])
  })

  test('that several have is refused with the list of them, for every call', async () => {
    const { ask, ids, ledger } = await world()
    const again = await queued(ledger, { name: 'annas.xml', uploadName: '', localUid: ben })
    for (const [verb, method] of [
      ['', 'GET'],
      ['/facts', 'GET'],
      ['/attempts', 'GET'],
      ['/download', 'GET'],
      ['/cancel', 'POST'],
      ['/retry', 'POST'],
      ['/hold', 'POST'],
    ] as const) {
      const told = await ask('admin', `/api/transfers/annas.xml${verb}`, method)
      expect([verb, told.status]).toEqual([verb, 409])
      const { code, detail } = JSON.parse(told.text) as { code: string; detail: string }
      expect(code).toBe('TRANSFER-AMBIGUOUS')
      expect(detail).toContain(ids.annas)
      expect(detail).toContain(again.id)
    }
    // Each of the two sees one of that name.
    for (const [who, id] of [
      ['anna', ids.annas],
      ['ben', again.id],
    ] as const)
      expect((await ask(who, '/api/transfers/annas.xml')).text).toContain(id)
  })
})

const strangers: readonly Who[] = ['proxy', 'not found']
const keyed: readonly Who[] = ['read', 'operate', 'admin', 'socket']
const all = [...files].sort()
const namesIn = (text: string) => files.filter((name) => text.includes(`${name}.xml`)).sort()

describe('lists', () => {
  test.each(['/api/transfers', '/api/v1/transfers?sort=updatedAt', '/api/transfers/history'])(
    '%s show one’s own transfers, and all with a key',
    async (path) => {
      const { ask } = await world()
      const seen = async (who: Who) => namesIn((await ask(who, path)).text)
      expect([await seen('anna'), await seen('ben')]).toEqual([['annas'], ['bens']])
      for (const who of strangers) expect((await ask(who, path)).status).toBe(401)
      for (const who of keyed) expect(await seen(who)).toEqual(all)
    },
  )

  test('also show the files with which one was answered, whoever fetched them, and others still see them', async () => {
    const { ask, ids, ledger } = await world()
    const answer = async (localUid: number, transferId: string) => {
      const id = newId()
      const wanted = { bank: 'bank', virtualFile: 'RELEVES', folder: '/in', remoteName: '' }
      await ledger.recordFetch({ ...wanted, id, target: '', actor: 'local', localUid }, null)
      await ledger.endFetch(id, { transferId, code: '', message: null, result: 'found' })
    }
    await answer(anna, ids.dropped)
    await answer(anna, ids.dropped)
    await answer(ben, ids.dropped)
    await answer(ben, ids.annas)
    for (const path of [
      '/api/transfers',
      '/api/transfers?sort=createdAt&limit=1000',
      '/api/v1/transfers?sort=updatedAt',
      '/api/transfers/history',
    ]) {
      const list = async (who: Who) => (await ask(who, path)).text
      expect([path, namesIn(await list('anna'))]).toEqual([path, ['annas', 'dropped']])
      expect([path, namesIn(await list('ben'))]).toEqual([path, ['annas', 'bens', 'dropped']])
      expect((await list('anna')).match(/"filename":"dropped\.xml"/g)).toHaveLength(1)
    }
    const second = JSON.parse((await ask('anna', '/api/transfers/history?page=1&size=1')).text)
    expect(second.content).toHaveLength(1)
    const stats = JSON.parse((await ask('ben', '/api/transfers/stats')).text)
    expect(stats).toMatchObject({ totalTransfers: 3 })
  })

  test('do the same on later pages', async () => {
    const { ask } = await world()
    const page = JSON.parse((await ask('anna', '/api/transfers/history?page=1&size=1')).text)
    expect(page).toMatchObject({ content: [], last: true })
  })

  test('counts, figures and folders include one’s own transfers', async () => {
    const { ask } = await world()
    const statsOf = async (who: Who) =>
      (JSON.parse((await ask(who, '/api/transfers/stats')).text) as { totalTransfers: number })
        .totalTransfers
    expect([await statsOf('anna'), await statsOf('read')]).toEqual([1, 5])
    const figures = async (who: Who) => (await ask(who, '/metrics')).text
    const queuedIn = (text: string) =>
      /pesit_drop_transfers\{[^}]*state="queued"\} (\d+)/.exec(text)?.[1]
    expect([queuedIn(await figures('anna')), queuedIn(await figures('read'))]).toEqual(['1', '4'])
    expect(await figures('anna')).not.toContain('pesit_drop_facts_total')
    const outbox = async (who: Who) => JSON.parse((await ask(who, '/api/outboxes')).text)[0]
    expect([(await outbox('anna')).inFolder, (await outbox('read')).inFolder]).toEqual([null, 3])
  })

  test('of webhooks and of their deliveries show those that one added', async () => {
    const { ask, ids } = await world()
    const hooks = async (who: Who) =>
      (JSON.parse((await ask(who, '/api/webhooks')).text) as { id: string }[]).map(({ id }) => id)
    expect([await hooks('anna'), await hooks('ben')]).toEqual([['annas-hook'], ['bens-hook']])
    expect((await hooks('read')).sort()).toEqual(['annas-hook', 'bens-hook'])
    const told = async (who: Who, path: string) => (await ask(who, path)).text.includes(ids.told)
    for (const path of ['/api/webhooks/deliveries', '/api/webhooks/annas-hook/deliveries'])
      expect([await told('anna', path), await told('ben', path), await told('read', path)]).toEqual(
        [true, false, true],
      )
    expect((await ask('ben', '/api/webhooks/annas-hook')).status).toBe(404)
    expect((await ask('ben', '/api/webhooks/annas-hook/test', 'POST')).status).toBe(404)
  })

  test('of events contain those of one’s own transfers', async () => {
    const { base, as, ids } = await world()
    const { hostname, port } = new URL(base)
    const heard = async (headers: Record<string, string>) => {
      let text = ''
      const asking = request({ hostname, port, path: '/api/events?after=0', headers }, (answer) =>
        answer.on('data', (piece: Buffer) => (text += piece.toString())),
      ).end()
      await vi.waitFor(() => expect(text).toContain('\n\n'))
      await vi.waitFor(() => expect(text.match(/: still here|id: /)).not.toBeNull())
      asking.destroy()
      return files.filter((name) => text.includes(ids[name]))
    }
    as(anna)
    expect(await heard({})).toEqual(['annas'])
    as(ben)
    expect(await heard({})).toEqual(['bens'])
  })
})

describe('an exact id', () => {
  /** For whom without a key, if for anybody. */
  const opened: Readonly<Record<File, readonly Who[]>> = {
    annas: ['anna'],
    bens: ['ben'],
    told: ['anna'],
    former: ['anna', 'ben'],
    dropped: [],
  }
  /**
   * Every route of one transfer that looks; what was sent has nothing to download, and is found all the same.
   */
  const looks = [
    ...([
      ['', 200],
      ['/facts', 200],
    ] as const),
    ...([
      ['/attempts', 200],
      ['/download', 409],
    ] as const),
  ] as const

  test.each(files)(
    'of a file that is %s opens without a key for those who may see it',
    async (file) => {
      const { ask, ids } = await world()
      for (const api of ['/api', '/api/v1'])
        for (const [rest, found] of looks)
          for (const who of ['anna', 'ben'] as const) {
            const told = await ask(who, `${api}/transfers/${ids[file]}${rest}`)
            const status = opened[file].includes(who) ? found : 404
            expect([api, rest, who, told.status]).toEqual([api, rest, who, status])
          }
      for (const who of keyed)
        expect((await ask(who, `/api/transfers/${ids[file]}`)).status).toBe(200)
      for (const who of strangers)
        expect((await ask(who, `/api/transfers/${ids[file]}`)).status).toBe(401)
    },
  )

  test.each(files)(
    'of a file that is %s can be moved by its owner and by a caller with a key',
    async (file) => {
      const { ask, ids } = await world()
      const statuses: Record<string, number> = {}
      for (const who of callers) {
        const path = who === 'socket' ? '/api/v1' : '/api'
        const told = await ask(who, `${path}/transfers/${ids[file]}/hold`, 'POST')
        statuses[who] = told.status
      }
      expect(statuses).toEqual({
        anna: file === 'annas' ? 200 : 404,
        ben: file === 'bens' ? 200 : 404,
        proxy: 401,
        'not found': 401,
        read: 403,
        operate: 200,
        admin: 200,
        socket: 200,
      })
    },
  )

  test('that does not exist is answered like one that the caller may not see', async () => {
    const { ask, ids } = await world()
    const [none, other] = [newId(), ids.dropped]
    const [a, b] = [
      await ask('anna', `/api/transfers/${none}`),
      await ask('anna', `/api/transfers/${other}`),
    ]
    const plain = (told: Told, id: string) =>
      told.text.replaceAll(id, 'ID').replace(/"instance":"[^"]+"/, '')
    expect([a.status, plain(a, none)]).toEqual([404, plain(b, other)])
  })

  const [none, both] = [[], ['anna', 'ben']] as const
  test.each<[string, object, readonly Who[]]>([
    ['Anna added', { localUid: anna }, ['anna']],
    ['Ben added', { localUid: ben }, ['ben']],
    ['somebody added before users were known', { localUid: -1 }, both],
    ['stands in the configuration', { origin: 'config' }, both],
    ['was added with a key', {}, none],
  ])('of a file of which a webhook was told that %s opens for %o: %j', async (...given) => {
    const [, about, may] = given
    const { ask, ledger } = await world()
    for (const { id } of await ledger.webhooks()) await ledger.removeWebhook(id)
    await ledger.saveWebhook({ ...hook('the-hook'), ...about })
    const { id } = await queued(ledger, { name: 'another.xml' })
    await drive(ledger, id, ['attempt-started', 'finishing', 'bank-acknowledged'])
    for (const [rest, found] of looks)
      for (const who of both) {
        const { status } = await ask(who, `/api/transfers/${id}${rest}`)
        expect([rest, who, status]).toEqual([rest, who, may.includes(who) ? found : 404])
      }
    expect((await ask('read', `/api/transfers/${id}`)).status).toBe(200)
  })

  test('of a fetch opens for its caller, and so does the transfer that answered it', async () => {
    const { ask, ids, ledger } = await world()
    const fetch = {
      ...{ id: newId(), bank: 'bank', virtualFile: 'RELEVES', folder: '/in', remoteName: '' },
      ...{ target: '', actor: 'local user anna' },
    }
    await ledger.recordFetch({ ...fetch, localUid: anna }, null)
    const statuses = async (id: string) =>
      [await ask('anna', `/api/transfers/${id}`), await ask('ben', `/api/transfers/${id}`)].map(
        ({ status }) => status,
      )
    expect(await statuses(fetch.id)).toEqual([200, 404])
    expect(await statuses(ids.dropped)).toEqual([404, 404])
    const found = { transferId: ids.dropped, code: '', message: null, result: 'found' as const }
    await ledger.endFetch(fetch.id, found)
    expect(await statuses(ids.dropped)).toEqual([200, 404])
    // A transfer under the id of the fetch is his who asked.
    const other = { ...fetch, id: newId() }
    await ledger.recordFetch({ ...other, localUid: ben }, null)
    const [made] = await ledger.record([
      newTransfer({ id: other.id, direction: 'in', state: 'asked' }),
    ])
    expect(made?.localUid).toBe(ben)
  })
})

test('two users who add the same webhook without a key get one each, with any secret; one added with a key or by an earlier version goes to the user who knows its secret', async () => {
  let uid = anna
  const { base, ledger, key } = await startApi({
    otherEnds: { userOf: () => Promise.resolve(uid) },
  })
  const keyed = { authorization: `Bearer ${await key('operate')}` }
  const add = async (who: number, path: string, secret = 'one', more: object = {}) => {
    uid = who
    const body = JSON.stringify({ url: `https://erp.example/${path}`, secret })
    const headers = { 'content-type': 'application/json', connection: 'close', ...more }
    const told = await call(base, '/api/webhooks', { method: 'POST', headers, body })
    return { status: told.status, id: (JSON.parse(told.text) as { id?: string }).id }
  }
  const [annas, bens] = [await add(anna, 'a'), await add(ben, 'a')]
  expect([annas.status, bens.status, annas.id === bens.id]).toEqual([200, 200, false])
  expect([await add(anna, 'a'), await add(ben, 'a')]).toEqual([annas, bens])
  expect((await add(anna, 'a', 'another')).status).toBe(409)
  const ofKey = await add(anna, 'b', 'one', keyed)
  expect((await add(ben, 'b', 'another')).status).toBe(409)
  expect((await add(ben, 'b')).id).toBe(ofKey.id)
  expect((await add(anna, 'b', 'another')).status).toBe(200)
  const owners = (await ledger.webhooks()).map(({ localUid }) => localUid)
  expect(owners.sort()).toEqual([anna, anna, ben, ben])
})

test('a repeated call is one call for its user and a separate one for another user, and calls of earlier versions stay valid', async () => {
  const { ledger } = await startApi()
  const key = (caller: string) => ({
    caller,
    formerCaller: 'local caller',
    key: 'run-7',
    request: 'r',
  })
  await ledger.recordOnce(newTransfer({}), key('uid:1000'))
  expect((await ledger.findCall(key('uid:1000')))?.kind).toBe('known')
  expect(await ledger.findCall(key('uid:1001'))).toBeNull()
  await ledger.recordOnce(newTransfer({}), { caller: 'local caller', key: 'run-8', request: 'r' })
  expect((await ledger.findCall({ ...key('uid:1001'), key: 'run-8' }))?.kind).toBe('known')
})

/**
 * Who may call at all: `all`; `read` and `operate`, which a local user without a key may too and sees what is
 * his; `keyed` (operate) and `admin`, which nobody may without a key. What is new has to be decided and
 * added.
 */
const routes: Readonly<Record<string, 'all' | 'read' | 'operate' | 'keyed' | 'admin'>> = {
  'delete /api/keys/{key}': 'admin',
  'delete /api/webhooks/{id}': 'keyed',
  'get /api/events': 'read',
  'get /api/inboxes': 'read',
  'get /api/keys': 'admin',
  'get /api/outboxes': 'read',
  'get /api/servers': 'read',
  'get /api/servers/{server}': 'read',
  'get /api/transfers': 'read',
  'get /api/transfers/history': 'read',
  'get /api/transfers/stats': 'read',
  'get /api/transfers/{id}': 'read',
  'get /api/transfers/{id}/attempts': 'read',
  'get /api/transfers/{id}/download': 'operate',
  'get /api/transfers/{id}/facts': 'read',
  'get /api/webhooks': 'read',
  'get /api/webhooks/deliveries': 'read',
  'get /api/webhooks/{id}': 'read',
  'get /api/webhooks/{id}/deliveries': 'read',
  'get /health/live': 'all',
  'get /health/ready': 'all',
  'get /metrics': 'read',
  'patch /api/webhooks/{id}': 'keyed',
  'post /api/inboxes/{virtualFile}/poll': 'operate',
  'post /api/keys': 'admin',
  'post /api/outboxes/{virtualFile}/scan': 'operate',
  'post /api/servers/{server}/probe': 'operate',
  'post /api/servers/{server}/test': 'operate',
  'post /api/transfers/reassign': 'admin',
  'post /api/transfers/receive': 'operate',
  'post /api/transfers/send': 'operate',
  'post /api/transfers/{id}/cancel': 'operate',
  'post /api/transfers/{id}/hold': 'operate',
  'post /api/transfers/{id}/release': 'admin',
  'post /api/transfers/{id}/retry': 'operate',
  'post /api/webhooks': 'operate',
  'post /api/webhooks/deliveries/{id}/drop': 'operate',
  'post /api/webhooks/deliveries/{id}/redeliver': 'operate',
  'post /api/webhooks/{id}/test': 'operate',
  'put /api/webhooks/{id}': 'keyed',
}

describe('every route of the API', () => {
  test('is in the table', async () => {
    const { ask } = await world()
    const told = JSON.parse((await ask('admin', '/openapi.json')).text) as {
      paths: Record<string, Record<string, unknown>>
    }
    const found = Object.entries(told.paths)
      .filter(([path]) => !path.startsWith('/api/v1'))
      .flatMap(([path, verbs]) => Object.keys(verbs).map((verb) => `${verb} ${path}`))
    expect(found.sort()).toEqual(Object.keys(routes).sort())
  })

  test('admits those who may call it, and nobody else', async () => {
    const { ask } = await world()
    // A stream does not end: what it needs is that of any other that reads.
    for (const [route, kind] of Object.entries(routes).filter(([one]) => !one.includes('events'))) {
      const [verb = '', path = ''] = route.split(' ')
      const admitted: Record<string, boolean> = {}
      for (const who of callers) {
        const { status } = await ask(who, path.replaceAll(/\{\w+\}/g, 'none'), verb.toUpperCase())
        admitted[who] = ![401, 403].includes(status)
      }
      const local = ['all', 'read', 'operate'].includes(kind)
      expect([route, admitted]).toEqual([
        route,
        {
          ...{ anna: local, ben: local, proxy: kind === 'all', 'not found': kind === 'all' },
          read: ['all', 'read'].includes(kind),
          operate: kind !== 'admin',
          ...{ admin: true, socket: true },
        },
      ])
    }
  })
})

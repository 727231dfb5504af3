// Transfers over the API: lists with filters and pages, the story of one, orders and their refusals.

import { describe, expect, test, vi } from 'vitest'
import type { Order } from '../../src/journey/order.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { call, oneServer, roomsOver, startApi, type Api } from '../helpers/http.ts'
import { newTransfer as born, queued } from '../helpers/new-transfer.ts'
import { message } from '../../src/wording/catalogue.ts'
import { saying } from '../helpers/messages.ts'

interface Page {
  readonly transfers: readonly {
    readonly id: string
    readonly status: string
    readonly filename: string
  }[]
  readonly next: string | null
}

/** With a key, by which all is seen; what is seen without one is in visibility.test.ts. */
const get = async <T>({ server }: Api, path: string): Promise<T> =>
  JSON.parse((await call('', path, { socketPath: server.socketPath })).text) as T
const names = ({ transfers }: Page) => transfers.map(({ filename }) => filename)

async function five(): Promise<Api & { readonly clock: ReturnType<typeof fakeClock> }> {
  const clock = fakeClock()
  const api = await startApi({ clock })
  for (const name of ['1.xml', '2.xml', '3.xml', '4.xml', '5.xml']) {
    await clock.advance(1_000)
    await api.ledger.record([born({ name, bank: 'bank', virtualFile: name < '3' ? 'A' : 'B' })])
  }
  return { ...api, clock }
}

describe('searches without a match', () => {
  test('delay no other call: health answers while they run', async () => {
    const api = await startApi()
    // Enough that the searches take longer than a quiet machine takes to answer.
    for (let batch = 0; batch < 32; batch += 1)
      await api.ledger.record(Array.from({ length: 1_000 }, () => born({})))
    // On a busy machine the call may reach the server after the last search. If searches blocked the server,
    // no try would ever find one that still runs.
    await vi.waitFor(async () => {
      let over = 0
      const searches = Array.from({ length: 20 }, async () => {
        const page = await get<Page>(api, '/api/transfers?filename=nowhere')
        over += 1
        return page
      })
      expect((await call(api.base, '/health/live')).status).toBe(200)
      const overBefore = over
      for (const page of await Promise.all(searches))
        expect(page).toEqual({ transfers: [], next: null })
      expect(overBefore).toBeLessThan(20)
    })
  })
})

describe('the list', () => {
  test.each(['/api', '/api/v1'])('is available under %s, newest first', async (prefix) => {
    const api = await five()
    const page = await get<Page>(api, `${prefix}/transfers`)
    expect(names(page)).toEqual(['5.xml', '4.xml', '3.xml', '2.xml', '1.xml'])
    expect(page.next).toBeNull()
  })

  test.each([
    ['-createdAt', ['5.xml', '4.xml', '3.xml', '2.xml', '1.xml']],
    ['createdAt', ['1.xml', '2.xml', '3.xml', '4.xml', '5.xml']],
    ['-updatedAt', ['2.xml', '5.xml', '4.xml', '3.xml', '1.xml']],
    ['updatedAt', ['1.xml', '3.xml', '4.xml', '5.xml', '2.xml']],
  ])('sorted by %s comes whole, page by page, nothing twice', async (sort, expected) => {
    const api = await five()
    const second = (await api.ledger.list({ name: '2.xml', limit: 1 }))[0]
    expect(second).toBeDefined()
    await api.clock.advance(1_000)
    await api.ledger.move({
      id: second?.id ?? '',
      version: second?.version ?? 0,
      event: 'held',
      sentence: saying('x'),
    })
    const seen: string[] = []
    let after = ''
    for (let pages = 0; pages < 5; pages += 1) {
      const page = await get<Page>(api, `/api/transfers?sort=${sort}&limit=2${after}`)
      seen.push(...names(page))
      if (page.next === null) break
      after = `&after=${page.next}`
    }
    expect(seen).toEqual(expected)
  })

  test.each([
    ['virtualFile=A', ['2.xml', '1.xml']],
    ['filename=4', ['4.xml']],
    ['status=PENDING&limit=1', ['5.xml']],
    ['status=COMPLETED,FAILED', []],
    ['status=PENDING&state=sent', []],
    ['serverId=1&direction=SEND&limit=1', ['5.xml']],
    ['direction=RECEIVE', []],
    ['since=2999-01-01T00:00:00Z', []],
    ['until=1971-01-01T00:00:00Z', []],
  ])('with %s has just those', async (query, expected) => {
    expect(names(await get<Page>(await five(), `/api/transfers?${query}`))).toEqual(expected)
  })

  test.each([
    ['serverId=7', 'There is no serverId “7”. There is: 1 (bank).'],
    ['virtualFile=VIREMENT', 'There is no virtual file “VIREMENT”. Did you mean VIREMENTS?'],
  ])('with %s is refused: an empty page would say that there are none', async (query, sentence) => {
    const files = [{ virtualFile: 'VIREMENTS', folder: '/out', priority: 1, lane: '' }]
    const clock = fakeClock()
    const { ledger } = await startApi({ clock })
    const servers = [{ ...oneServer, outboxes: files }]
    const api = await startApi({ clock, routes: { ...roomsOver(ledger, clock), servers } })
    const told = await call('', `/api/transfers?${query}`, { socketPath: api.server.socketPath })
    expect(told.status).toBe(422)
    expect(JSON.parse(told.text)).toMatchObject({ code: 'FILTER-UNKNOWN' })
    expect((JSON.parse(told.text) as { detail: string }).detail).toContain(sentence)
  })

  test.each([
    ['limit=0', 'querystring'],
    ['limit=1001', 'limit'],
    ['sort=size', 'sort'],
    ['colour=red', 'colour'],
    ['status=SENT', 'status'],
    ['since=yesterday', 'since'],
    ['after=nonsense', 'after'],
    [
      'sort=createdAt&after=eyJzb3J0IjoiLWNyZWF0ZWRBdCIsInNlcXVlbmNlIjoxLCJjcmVhdGVkTXMiOjEsInVwZGF0ZWRNcyI6MX0',
      'after',
    ],
  ])('refuses %s and says what is wrong', async (query, said) => {
    const { base } = await five()
    const told = await call(base, `/api/transfers?${query}`)
    expect(told.status).toBe(400)
    expect(told.headers['content-type']).toContain('application/problem+json')
    if (said !== 'querystring') expect(told.text).toContain(said)
  })
})

describe('one transfer', () => {
  test('has its facts and its attempts', async () => {
    const api = await startApi()
    const { id, bank } = await queued(api.ledger)
    await api.ledger.takeDue(bank, Date.now())
    const facts = await get<{ event: string; to: string; at: string }[]>(
      api,
      `/api/transfers/${id}/facts`,
    )
    expect(facts.map(({ event }) => event)).toEqual([
      'recorded',
      'sealed',
      'check-passed',
      'attempt-started',
    ])
    const attempts = await get<object[]>(api, `/api/transfers/${id}/attempts`)
    expect(attempts).toMatchObject([{ number: 1, endedAt: null, outcome: null }])
  })

  test.each(['facts', 'attempts'])('that does not exist has no %s', async (what) => {
    const { base } = await startApi()
    const told = await call(base, `/api/transfers/0198-nothing/${what}`)
    expect([told.status, told.text]).toEqual([404, expect.stringContaining('TRANSFER-UNKNOWN')])
  })
})

describe('an order', () => {
  async function ordering(outcome: 'done' | 'stopping' | 'refused' | 'unknown') {
    const heard: (Order & { verb: string })[] = []
    const probe = await startApi()
    const transfer = await queued(probe.ledger)
    const order = (verb: string) => (given: Order) => {
      heard.push({ ...given, verb })
      return Promise.resolve(
        outcome === 'refused'
          ? { kind: outcome, message: message('NOT-CANCELLED', { bank: 'bnp', state: 'in-doubt' }) }
          : outcome === 'unknown'
            ? { kind: outcome }
            : { kind: outcome, transfer },
      )
    }
    const orders = {
      retry: order('retry'),
      hold: order('hold'),
      cancel: order('cancel'),
      release: order('release'),
      reassign: () => Promise.reject(new Error('nobody orders this here')),
    }
    const rooms = { ...roomsOver(probe.ledger, fakeClock()), orders }
    return { api: await startApi({ routes: rooms }), heard, id: transfer.id }
  }
  const json = { 'content-type': 'application/json' }

  test.each(['retry', 'hold', 'cancel'])(
    'to %s is carried out under the caller’s name',
    async (verb) => {
      const { api, heard, id } = await ordering('done')
      const headers = { ...json, authorization: `Bearer ${await api.key('operate', 'erp')}` }
      const body = JSON.stringify({ reason: 'asked by accounting' })
      const told = await call(api.base, `/api/transfers/${id}/${verb}`, {
        method: 'POST',
        headers,
        body,
      })
      expect(told.status).toBe(200)
      expect(JSON.parse(told.text)).toMatchObject({
        transfer: { id, status: 'PENDING' },
        stopping: false,
      })
      expect(heard).toEqual([{ verb, id, actor: 'erp', reason: 'asked by accounting' }])
    },
  )

  test.each([
    ['stopping', 202, '"stopping":true'],
    ['refused', 409, 'The bank may have this file already'],
    ['unknown', 404, 'TRANSFER-UNKNOWN'],
  ] as const)('that is %s answers %s', async (outcome, status, said) => {
    const { api, id } = await ordering(outcome)
    const headers = { authorization: `Bearer ${await api.key('operate')}` }
    const told = await call(api.base, `/api/transfers/${id}/cancel`, { method: 'POST', headers })
    expect([told.status, told.text]).toEqual([status, expect.stringContaining(said)])
  })

  test('to release needs an administrator’s key and a reason', async () => {
    const { api, heard, id } = await ordering('done')
    const release = (headers: Record<string, string>, body: object) =>
      call(api.base, `/api/transfers/${id}/release`, {
        method: 'POST',
        headers: { ...json, ...headers },
        body: JSON.stringify(body),
      })
    const operate = { authorization: `Bearer ${await api.key('operate')}` }
    const admin = { authorization: `Bearer ${await api.key('admin', 'chief')}` }
    expect((await release({}, { reason: 'r' })).status).toBe(401)
    expect((await release(operate, { reason: 'r' })).status).toBe(403)
    expect((await release(admin, {})).status).toBe(400)
    expect((await release(admin, { reason: '' })).status).toBe(400)
    expect(heard).toEqual([])
    expect((await release(admin, { reason: 'seen at the desk', doubt: 'received' })).status).toBe(
      200,
    )
    expect(heard).toEqual([
      {
        verb: 'release',
        id,
        actor: 'chief',
        reason: 'seen at the desk',
        doubt: 'received',
        again: null,
      },
    ])
  })
})

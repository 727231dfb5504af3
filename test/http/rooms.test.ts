// Folders, banks, events, health, figures: what they show, and to whom.

import { request } from 'node:http'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createBell } from '../../src/lib/waiting/bell.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { call, roomsOver, startApi } from '../helpers/http.ts'
import { newTransfer as born, queued } from '../helpers/new-transfer.ts'
import { withCode, saying } from '../helpers/messages.ts'
import { message } from '../../src/wording/catalogue.ts'

describe('health', () => {
  test('is available to everybody, even when everything else needs a key', async () => {
    const { base } = await startApi({ openOnLoopback: false })
    const told = await call(base, '/health/live')
    expect([told.status, JSON.parse(told.text)]).toEqual([200, { status: 'up', version: '0.0.0' }])
  })

  test('answers a monitor that calls us by an address, with nothing else', async () => {
    const { base, ledger } = await startApi()
    await ledger.note('bank:b', withCode('BANK-UNREACHABLE', 'b does not answer.'))
    const told = await call(base, '/health/ready', { headers: { host: '192.0.2.7:9081' } })
    expect([told.status, JSON.parse(told.text)]).toEqual([200, { status: 'ready', trouble: [] }])
    expect((await call(base, '/metrics', { headers: { host: '192.0.2.7:9081' } })).status).toBe(421)
  })

  test('fails when a trouble has lasted too long, and succeeds when it is over', async () => {
    const clock = fakeClock()
    const { base, ledger } = await startApi({ clock })
    const ready = async () => (await call(base, '/health/ready')).status
    expect(await ready()).toBe(200)
    await ledger.note('bank:b', withCode('BANK-UNREACHABLE', 'b does not answer.'))
    const young = await call(base, '/health/ready')
    expect([young.status, young.text]).toEqual([200, expect.stringContaining('b does not answer.')])
    await clock.advance(300_000)
    const old = await call(base, '/health/ready')
    expect([old.status, JSON.parse(old.text)]).toEqual([
      503,
      {
        status: 'in trouble',
        trouble: [expect.objectContaining({ subject: 'bank:b', pastLimit: true })],
      },
    ])
    await ledger.note('bank:b', null)
    expect(await ready()).toBe(200)
  })
})

describe('figures', () => {
  test('show the transfers by state, the conditions and the calls', async () => {
    const { base, ledger, key } = await startApi()
    const headers = { authorization: `Bearer ${await key('read')}` }
    await queued(ledger, { bank: 'bank' })
    await ledger.note('outbox:/srv/a', withCode('FOLDER-MISSING', 'gone'))
    const { text, headers: told } = await call(base, '/metrics', { headers })
    expect(told['content-type']).toContain('text/plain')
    expect(text).toMatch(
      /pesit_drop_transfers\{direction="out",bank="bank",virtual_file="[^"]+",state="queued"\} 1/,
    )
    expect(text).toContain('pesit_drop_trouble_seconds{kind="outbox",code="FOLDER-MISSING"}')
    expect(text).toContain('process_resident_memory_bytes')
    expect(text).not.toContain('/srv/a')
    const again = await call(base, '/metrics', { headers })
    expect(again.text).toContain(
      'pesit_drop_http_request_seconds_count{method="GET",route="/metrics",status="200"} 1',
    )
  })
})

describe('folders', () => {
  test('show their state, and are scanned or polled on request', async () => {
    const probe = await startApi()
    const { ledger } = probe
    await queued(ledger, { folder: '/out', bank: 'bank' })
    await ledger.record([born({ folder: '/out', bank: 'bank', state: 'held' })])
    await ledger.note('outbox:/out', message('FOLDER-MISSING', { folder: '/out', why: 'absent' }))
    const ask = {
      inbox: '/in',
      bank: 'bank',
      virtualFile: 'RELEVES',
      atMs: 1,
      result: 'nothing',
      files: 0,
      message: saying('none'),
      sentence: 'none.',
      slotMs: null,
    } as const
    await ledger.recordPoll(ask)
    let looks = 0
    const outbox = {
      virtualFile: 'VIREMENTS',
      bank: 'bank',
      folder: '/out',
      lookedMs: 5,
      inFolder: 3,
      look: () => (looks += 1),
    }
    const inbox = {
      virtualFile: 'RELEVES',
      bank: 'bank',
      folder: '/in',
      asking: false,
      nextMs: 9,
      poll: () => Promise.resolve({ ...ask, undelivered: 0 }),
    }
    const rooms = {
      ...roomsOver(ledger, systemClock),
      outboxesNow: () => [outbox],
      inboxesNow: () => [inbox],
    }
    const { base, key } = await startApi({ routes: rooms })
    const headers = { authorization: `Bearer ${await key('operate')}` }
    expect(JSON.parse((await call(base, '/api/outboxes', { headers })).text)).toMatchObject([
      {
        virtualFile: 'VIREMENTS',
        server: 'bank',
        inFolder: 3,
        waiting: 1,
        needPerson: 1,
        trouble: [{ code: 'FOLDER-MISSING' }],
      },
    ])
    expect(JSON.parse((await call(base, '/api/inboxes', { headers })).text)).toMatchObject([
      {
        virtualFile: 'RELEVES',
        asking: false,
        nextAt: '1970-01-01T00:00:00.009Z',
        last: { result: 'nothing' },
        trouble: [],
      },
    ])
    const post = (path: string) => call(base, path, { method: 'POST', headers })
    expect((await post('/api/outboxes/VIREMENTS/scan')).status).toBe(202)
    expect(looks).toBe(1)
    expect(JSON.parse((await post('/api/inboxes/RELEVES/poll')).text)).toMatchObject([
      { result: 'nothing' },
    ])
    for (const path of ['/api/outboxes/RELEVES/scan', '/api/inboxes/RELEVES/poll?server=other'])
      expect([(await post(path)).status, (await post(path)).text]).toEqual([
        404,
        expect.stringContaining('VIRTUAL-FILE-UNKNOWN'),
      ])
  })
})

describe('a bank', () => {
  test.each(['1', 'bank'])('is called without a file by %s', async (server) => {
    const answer = { connected: true, sentence: 'well', connectMs: 3, advice: ['less'] }
    const asked: string[] = []
    const probe = (name: string) => Promise.resolve(answer).finally(() => asked.push(name))
    const first = await startApi()
    const { base } = await startApi({ routes: { ...roomsOver(first.ledger, systemClock), probe } })
    const told = await call(base, `/api/servers/${server}/probe`, { method: 'POST' })
    expect([told.status, JSON.parse(told.text), asked]).toEqual([200, answer, ['bank']])
    expect((await call(base, '/api/servers/2/probe', { method: 'POST' })).status).toBe(404)
  })
})

const raise = (): never => {
  throw new Error('there is no key')
}

describe('events', () => {
  interface Stream {
    readonly lines: () => readonly string[]
    readonly close: () => void
    readonly status: number
    readonly ended: Promise<void>
  }

  function open(base: string, headers: Record<string, string> = {}, query = ''): Promise<Stream> {
    const { hostname, port } = new URL(base)
    return new Promise((resolve, reject) => {
      const asking = request(
        { hostname, port, path: `/api/events${query}`, headers },
        (response) => {
          let text = ''
          response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
          response.on('error', () => undefined)
          resolve({
            ended: new Promise<void>((over) => response.once('close', over)),
            status: response.statusCode ?? 0,
            lines: () => text.split('\n').filter((line) => line.startsWith('id: ')),
            close: () => asking.destroy(),
          })
        },
      )
      asking.on('error', reject).end()
      onTestFinished(() => void asking.destroy())
    })
  }

  test('come as they are written, and after a break from the last one that was received', async () => {
    const first = await startApi()
    const { ledger } = first
    const bells = new Set<ReturnType<typeof createBell>>()
    const listen = () => {
      const bell = createBell()
      bells.add(bell)
      return bell
    }
    const rooms = { ...roomsOver(ledger, systemClock), listen }
    const { base, key, ledger: ring } = await startApi({ routes: rooms })
    const headers = { authorization: `Bearer ${await key('read')}` }
    for (const { id, hash, name, role, expiresMs } of await ring.keys())
      await ledger.addKey({ id, hash, name, role, expiresMs })
    const write = async () => {
      await ledger.record([born({})])
      for (const bell of bells) bell.ring()
    }
    await write()
    const stream = await open(base, headers)
    await vi.waitFor(() => expect(bells.size).toBe(1))
    await write()
    await vi.waitFor(() => expect(stream.lines()).toEqual(['id: 2']))
    stream.close()
    await write()
    const again = await open(base, { ...headers, 'last-event-id': '2' })
    await vi.waitFor(() => expect(again.lines()).toEqual(['id: 3']))
    const all = await open(base, headers, '?after=0')
    await vi.waitFor(() => expect(all.lines()).toEqual(['id: 1', 'id: 2', 'id: 3']))
  })

  test.each(['-1', 'x', '1e99'])('after %s are refused', async (id) => {
    const { base } = await startApi()
    expect((await open(base, { 'last-event-id': id })).status).toBe(400)
  })

  test('end when the key of their reader is revoked', async () => {
    const first = await startApi()
    const { ledger } = first
    const bell = createBell()
    const key = await first.key('read', 'monitor')
    const guarded = await startApi({
      routes: { ...roomsOver(ledger, systemClock), listen: () => bell },
    })
    const { id, hash, name, role, expiresMs } = (await ledger.keys())[0] ?? raise()
    await guarded.ledger.addKey({ id, hash, name, role, expiresMs })
    const stream = await open(guarded.base, { authorization: `Bearer ${key}` }, '?after=0')
    expect(stream.status).toBe(200)
    await ledger.revokeKey('monitor')
    bell.ring()
    await stream.ended
    await ledger.record([born({})])
    expect(stream.lines()).toEqual([])
  })

  test('end when the API stops, even if their reader stays', async () => {
    const api = await startApi()
    const stream = await open(api.base)
    expect(stream.status).toBe(200)
    // A close that waits for the reader never resolves.
    await api.server.close()
  })
})

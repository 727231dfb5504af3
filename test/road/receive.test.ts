// Files that programs ask for, against the real daemon and the sandbox bank: an old file is never the answer
// for a new one, and one that came is the answer until somebody has it.

import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { openLedgerToRead } from '../../src/ledger/open.ts'
import { bytesOf } from '../helpers/road/content.ts'
import { type Road, type RoadOptions, openRoad } from '../helpers/road/open.ts'

interface Told {
  readonly status: string
  readonly state: string
  readonly id: string | null
  readonly transferId: string
  readonly remoteFilename: string
  readonly code: string
  readonly sentence: string
  readonly receivedAt: string | null
}

type ApiRoad = Road & { readonly base: () => string }

async function open(options: RoadOptions = {}): Promise<ApiRoad> {
  const road = await openRoad({
    top: { http: { listen: '127.0.0.1:0' } },
    bank: { retry: { afterBreak: '0s', firstDelay: '250ms', maximumDelay: '1s' } },
    ...options,
  })
  await road.start()
  const base = () => {
    const line = road.said().findLast((text) => text.includes('The API listens')) ?? '{}'
    return (JSON.parse(line) as { addresses?: string[] }).addresses?.[0] ?? ''
  }
  return Object.assign(road, { base })
}

async function receive(
  road: ApiRoad,
  remoteFilename: string | null = 'releve.xml',
  { headers = {}, more = {} }: { headers?: object; more?: object } = {},
): Promise<Told> {
  const response = await fetch(`${road.base()}/api/transfers/receive`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({
      ...{ serverId: 1, virtualFile: 'RELEVES', ...more },
      ...(remoteFilename === null ? {} : { remoteFilename }),
    }),
  })
  return (await response.json()) as Told
}

/** As a program does that reads all of it and closes. */
async function download(road: ApiRoad, id: string | null, headers = {}): Promise<string> {
  const response = await fetch(`${road.base()}/api/transfers/${id ?? ''}/download`, {
    headers: { connection: 'close', ...headers },
  })
  expect(response.status).toBe(200)
  return response.text()
}

/** Reads the first piece and goes away. */
function abortedDownload(road: ApiRoad, id: string | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const asking = request(`${road.base()}/api/transfers/${id ?? ''}/download`, (response) => {
      response.once('data', () => {
        asking.destroy()
        resolve()
      })
    })
    asking.on('error', reject)
    asking.end()
  })
}

const handedOver = (road: ApiRoad, id: string | null) =>
  vi.waitFor(
    async () => {
      const ledger = openLedgerToRead({ folder: road.data })
      const has = await ledger.isHandedOver(id ?? '').finally(() => ledger.close())
      expect(has).toBe(true)
    },
    { interval: 50 },
  )

describe('a file that was downloaded whole', () => {
  test('is not the answer any more: the bank that is down is, then the bank that has nothing', async () => {
    const road = await open()
    road.offer('releve.xml', 'of Monday')
    const first = await receive(road)
    expect(first).toMatchObject({ status: 'COMPLETED' })
    expect(await download(road, first.id)).toBe('of Monday')
    await road.proxy.stop()
    const down = await receive(road)
    expect(down).toMatchObject({ status: 'FAILED', state: 'failed', id: null })
    expect(down.code).not.toBe('')
    expect(down.sentence).toContain('bank')
    expect((await road.facts(first.id ?? '')).join(' ')).toContain('Downloaded whole by')
  })

  test('is followed by the next of its name, and by the word of a bank that has no more', async () => {
    const road = await open()
    for (const day of ['Monday', 'Tuesday']) {
      road.offer('releve.xml', `of ${day}`)
      const told = await receive(road)
      expect(told).toMatchObject({ status: 'COMPLETED', sentence: '' })
      expect(await download(road, told.id)).toBe(`of ${day}`)
      await handedOver(road, told.id)
    }
    expect(await receive(road)).toMatchObject({ status: 'FAILED', code: 'PESIT-2-205' })
  })
})

describe('a file that the schedule fetched', () => {
  test('is the answer, with its time, until it was downloaded whole; parts do not count', async () => {
    const road = await open()
    const content = bytesOf(8_000_000)
    road.offer('releve.xml', content)
    expect((await road.cli('poll')).code).toBe(0)
    await road.proxy.stop()
    const told = await receive(road)
    expect(told).toMatchObject({ status: 'COMPLETED' })
    expect(told.sentence).toContain('before this call')
    expect(told.receivedAt).toMatch(/^\d{4}-/)
    await abortedDownload(road, told.id)
    await download(road, told.id, { range: 'bytes=0-9' })
    await fetch(`${road.base()}/api/transfers/${told.id ?? ''}/download`, { method: 'HEAD' })
    expect(await receive(road)).toMatchObject({ status: 'COMPLETED', id: told.id })
    await download(road, told.id)
    await handedOver(road, told.id)
    expect(await receive(road)).toMatchObject({ status: 'FAILED', state: 'failed' })
  })

  test('and several of one name are answers one by one, the oldest first, none twice, none skipped', async () => {
    const road = await open()
    for (const day of [1, 2, 3]) {
      road.offer('releve.xml', `day ${day}`)
      expect((await road.cli('poll')).code).toBe(0)
    }
    await road.proxy.stop()
    const contents: string[] = []
    for (const waiting of [
      '2 that came later were waiting',
      'one that came later was waiting',
      '',
    ]) {
      const told = await receive(road)
      expect(told.sentence).toContain(waiting)
      contents.push(await download(road, told.id))
      await handedOver(road, told.id)
    }
    expect(contents).toEqual(['day 1', 'day 2', 'day 3'])
    expect(await receive(road)).toMatchObject({ status: 'FAILED' })
  })

  test('answers one of two calls at once', async () => {
    const road = await open()
    road.offer('releve.xml', 'one')
    road.offer('releve-2.xml', 'two')
    const told = await Promise.all([1, 2, 3].map(() => receive(road, null)))
    const found = told.filter(({ status }) => status === 'COMPLETED')
    expect(new Set(found.map(({ id }) => id)).size).toBe(2)
    expect(found).toHaveLength(2)
    expect(told.find(({ status }) => status === 'FAILED')).toMatchObject({ state: 'nothing' })
  })

  test('is given again by a daemon that was killed before the download was on record', async () => {
    const road = await open()
    road.offer('releve.xml', 'once')
    const told = await receive(road)
    // Its connection stays open, so that nothing is on record yet.
    const response = await fetch(`${road.base()}/api/transfers/${told.id ?? ''}/download`)
    expect(await response.text()).toBe('once')
    await road.kill()
    await road.start()
    expect(await receive(road)).toMatchObject({ status: 'COMPLETED', id: told.id })
  })
})

test('what is said of a file that came before stays true when it was downloaded', async () => {
  const road = await open()
  for (const day of [1, 2]) {
    road.offer('releve.xml', `day ${day}`)
    expect((await road.cli('poll')).code).toBe(0)
  }
  const { id = null } = await receive(road, 'releve.xml', {
    headers: { prefer: 'respond-async' },
  })
  const told = async () => {
    const response = await fetch(`${road.base()}/api/transfers/${id ?? ''}`)
    return (await response.json()) as Told
  }
  await vi.waitFor(async () => expect((await told()).sentence).toContain('before this call'))
  await download(road, id)
  await handedOver(road, (await told()).id)
  const { sentence } = await told()
  expect(sentence).toContain('At this call one that came later was waiting.')
  expect(sentence).not.toMatch(/yet|waits|Once it/)
})

test('who gets nothing is told that files are kept for another caller', async () => {
  const road = await open()
  const { out } = await road.cli('keys', 'add', 'erp', '--role', 'operate', '--json')
  const { key } = JSON.parse(out) as { key: string }
  road.offer('releve.xml', 'one')
  expect(await receive(road)).toMatchObject({ status: 'COMPLETED' })
  const other = await receive(road, null, { headers: { authorization: `Bearer ${key}` } })
  expect(other).toMatchObject({ status: 'FAILED', state: 'nothing', code: 'PESIT-2-205' })
  expect(other.sentence).toMatch(/One file that came is kept for another caller, .* until \d{4}-/)
})

test('a key gives the same answer again, and asks anew where there was no file', async () => {
  const road = await open()
  const headers = { 'idempotency-key': 'releve-2026-11-30' }
  expect(await receive(road, 'releve.xml', { headers })).toMatchObject({ status: 'FAILED' })
  road.offer('releve.xml', 'now it is there')
  const told = await receive(road, 'releve.xml', { headers })
  expect(told).toMatchObject({ status: 'COMPLETED' })
  await download(road, told.id)
  await handedOver(road, told.id)
  const again = await receive(road, 'releve.xml', { headers })
  expect(again).toMatchObject({ status: 'COMPLETED', id: told.id })
})

test('a copy that was made counts as well', async () => {
  const road = await openRoad({ top: { http: { listen: '127.0.0.1:0', localFolders: ['local'] } } })
  const local = join(road.folder, 'local')
  mkdirSync(local)
  await road.start()
  const api: ApiRoad = Object.assign(road, {
    base: () => {
      const line = road.said().findLast((text) => text.includes('The API listens')) ?? '{}'
      return (JSON.parse(line) as { addresses?: string[] }).addresses?.[0] ?? ''
    },
  })
  road.offer('releve.xml', 'to a path')
  const target = join(local, 'here.xml')
  await receive(api, 'releve.xml', { more: { filename: target } })
  await vi.waitFor(() => expect(existsSync(target)).toBe(true))
  expect(readFileSync(target, 'utf8')).toBe('to a path')
  const [transfer] = await road.transfers()
  await handedOver(api, transfer?.id ?? '')
  expect(await receive(api)).toMatchObject({ status: 'FAILED', code: 'PESIT-2-205' })
})

describe('an ask', () => {
  test('is answered when what it brought lies in the inbox', async () => {
    const road = await open()
    for (let nth = 0; nth < 20; nth += 1) road.offer(`r-${nth}.xml`, `statement ${nth}`)
    const { out, code } = await road.cli('poll')
    const there = (await road.untilInbox(0)).length
    expect([code, there]).toEqual([0, 20])
    expect(out).toContain('20 files received')
  })
})

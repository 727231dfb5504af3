// Programs over HTTP against the real daemon and the sandbox bank: what the caller is told, and that the file
// is at the bank once.

import {
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openLedgerToRead } from '../../src/ledger/open.ts'
import type { BankKeys, TopKeys } from '../helpers/road/configuration.ts'
import { bytesOf, sha256 } from '../helpers/road/content.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'

/** Virtual files without a folder of ours. */
const virtualFiles = ['AUTRE', 'RELEVES_SANS_DOSSIER']
const retry = { afterBreak: '0s', firstDelay: '250ms', maximumDelay: '500ms', attempts: 3 }
const open = async (
  bank: BankKeys = {},
  http: TopKeys['http'] = {},
): Promise<Road & { base: string }> => {
  const road = await openRoad({
    bank: { retry, virtualFiles, ...bank },
    top: { http: { listen: '127.0.0.1:0', ...http } },
  })
  await road.start()
  return Object.assign(road, { base: baseOf(road) })
}

function baseOf(road: Road): string {
  const line = road.said().find((text) => text.includes('The API listens')) ?? '{}'
  const { addresses = [] } = JSON.parse(line) as { addresses?: string[] }
  return addresses[0] ?? ''
}

interface Answer {
  readonly code: number
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Headers
}

async function answerOf(response: Response): Promise<Answer> {
  const body = (await response.json()) as Record<string, unknown>
  return { code: response.status, body, headers: response.headers }
}

const usual = {
  serverId: '1',
  remoteFilename: 'virements-août.xml',
  partnerId: 'MON_ENTREPRISE',
  virtualFile: 'VIREMENTS',
}

/** As the Node and Java clients send it: the file before the fields. */
async function send(
  { base }: { readonly base: string },
  content: Uint8Array,
  fields: Readonly<Record<string, string>> = usual,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const form = new FormData()
  form.set('file', new Blob([Buffer.from(content)]), 'paie.xml')
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return answerOf(
    await fetch(`${base}/api/transfers/send`, { method: 'POST', body: form, headers }),
  )
}

async function post(base: string, path: string, body: unknown, headers = {}): Promise<Answer> {
  return answerOf(
    await fetch(`${base}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    }),
  )
}

const content = bytesOf(300_000)
const copies = (road: Road, of: Uint8Array = content) =>
  road.bank.received().filter((file) => file.sha256 === sha256(of)).length

test('a file is sent, its end is told, names are kept, and the way is that of a dropped one', async () => {
  const road = await open()
  const { code, body } = await send(road, content)
  expect(code).toBe(200)
  expect(body).toMatchObject({
    status: 'COMPLETED',
    direction: 'SEND',
    filename: 'paie.xml',
    remoteFilename: 'virements-août.xml',
    serverId: 1,
    partnerId: 'MON_ENTREPRISE',
    size: content.length,
    sha256: sha256(content),
  })
  expect(copies(road)).toBe(1)
  const [transfer] = await road.transfers()
  expect(transfer?.pesit?.label).toBe('virements-aout.xml')
  const seen = await fetch(`${road.base}/api/v1/transfers/${String(body['id'])}`)
  expect(await seen.json()).toMatchObject({ id: body['id'], status: 'COMPLETED' })
  // The same file once more is held, as a dropped one would be.
  const again = await send(road, content)
  expect(again.code).toBe(200)
  expect(again.body).toMatchObject({ status: 'IN_PROGRESS', state: 'held', code: 'DUPLICATE' })
  expect(copies(road)).toBe(1)
})

test('a repeated call under one key is one transfer; the key with another file is refused', async () => {
  const road = await open()
  const key = { 'idempotency-key': 'run-2026-11-25' }
  const [first, second] = await Promise.all([1, 2].map(() => send(road, content, usual, key)))
  expect(first?.body['id']).toBe(second?.body['id'])
  expect((await send(road, content, usual, key)).body['status']).toBe('COMPLETED')
  expect(await road.transfers()).toHaveLength(1)
  const other = await send(road, bytesOf(10, 2), usual, key)
  expect(other).toMatchObject({ code: 422, body: { code: 'IDEMPOTENCY-KEY-REUSED' } })
  expect(await road.transfers()).toHaveLength(1)
  expect(readdirSync(join(road.data, 'spool')).filter((name) => name.endsWith('.upload'))).toEqual(
    [],
  )
})

test('a way that is not ours is refused by name, and nothing is made', async () => {
  const road = await open()
  for (const [fields, code] of [
    [{ ...usual, serverId: '7' }, 'SERVER-UNKNOWN'],
    [{ ...usual, partnerId: 'VOISIN' }, 'PARTNER-UNKNOWN'],
    [{ ...usual, virtualFile: 'é' }, 'REQUEST-INVALID'],
    [{ ...usual, virtualFile: 'VIREMENT' }, 'VIRTUAL-FILE-UNKNOWN'],
    [{ ...usual, virtualFile: 'RELEVES' }, 'VIRTUAL-FILE-UNKNOWN'],
    [{ serverId: '1' }, 'REQUEST-INVALID'],
  ] as const) {
    const answer = await send(road, content, fields)
    expect(answer).toMatchObject({ code: 422, body: { code } })
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  }
  expect(await road.transfers()).toEqual([])
  expect(readdirSync(join(road.data, 'spool'))).toEqual([])
})

test('an empty file, one that is too large, and a form without one are refused', async () => {
  const road = await open({}, { largestFile: '100 KB' })
  expect(await send(road, new Uint8Array(0))).toMatchObject({ body: { code: 'FILE-EMPTY' } })
  expect(await send(road, content)).toMatchObject({ code: 413, body: { code: 'FILE-TOO-LARGE' } })
  const form = new FormData()
  form.set('serverId', '1')
  const none = await fetch(`${road.base}/api/transfers/send`, { method: 'POST', body: form })
  expect(await none.json()).toMatchObject({ code: 'FILE-MISSING' })
  expect(readdirSync(join(road.data, 'spool'))).toEqual([])
})

test('a bank that refuses is FAILED with its code; a bank that is closed is IN_PROGRESS, and the file goes by itself', async () => {
  const road = await open()
  road.misbehave('refuse:create=2-226')
  const no = await send(road, content)
  expect(no).toMatchObject({ code: 200, body: { status: 'FAILED', code: 'PESIT-2-226' } })
  await road.proxy.stop()
  const other = bytesOf(5_000, 3)
  const closed = await send(road, other)
  expect(closed).toMatchObject({ code: 200, body: { status: 'IN_PROGRESS' } })
  expect(closed.body['sentence']).not.toBe('')
  expect(copies(road, other)).toBe(0)
})

test('a line cut after the end is IN_PROGRESS, in doubt: FAILED would make the caller send again', async () => {
  const road = await open()
  road.misbehave('cut:committed')
  const { code, body } = await send(road, content)
  expect(code).toBe(200)
  expect(body).toMatchObject({ status: 'IN_PROGRESS', state: 'in-doubt' })
  expect(copies(road)).toBe(1)
})

test('who does not want to wait is answered at once and follows the id', async () => {
  const road = await open()
  const { code, body, headers } = await send(road, content, usual, { prefer: 'respond-async' })
  expect(code).toBe(202)
  expect(headers.get('location')).toBe(`/api/transfers/${String(body['id'])}`)
  await vi.waitFor(
    async () => {
      const response = await fetch(`${road.base}${headers.get('location') ?? ''}`)
      expect(await response.json()).toMatchObject({ status: 'COMPLETED' })
    },
    { interval: 50 },
  )
})

test('a statement is received, downloaded byte for byte, also after it was taken from the inbox', async () => {
  const road = await open()
  road.offer('releve.xml', content)
  const asked = { ...usual, serverId: 1, remoteFilename: 'releve.xml', virtualFile: 'RELEVES' }
  const { code, body } = await post(road.base, '/api/transfers/receive', asked)
  expect(code).toBe(200)
  expect(body).toMatchObject({ status: 'COMPLETED', direction: 'RECEIVE', size: content.length })
  const [name = ''] = await road.untilInbox(1)
  unlinkSync(join(road.inbox, name))
  const download = () => fetch(`${road.base}/api/transfers/${String(body['id'])}/download`)
  const file = await download()
  expect(file.headers.get('content-length')).toBe(String(content.length))
  expect(file.headers.get('content-type')).toBe('application/octet-stream')
  expect(file.headers.get('content-disposition')).toContain('attachment; filename="')
  expect(sha256(Buffer.from(await file.arrayBuffer()))).toBe(sha256(content))
  await road.until('releve.xml', 'archived').catch(() => undefined)
  expect((await download()).status).toBe(200)
})

test('a bank that has nothing is FAILED with 2-205, makes no transfer, and is on record as an ask', async () => {
  const road = await open()
  const asked = { ...usual, serverId: 1, remoteFilename: 'absent.xml', virtualFile: 'RELEVES' }
  const { code, body } = await post(road.base, '/api/transfers/receive', asked)
  expect(code).toBe(200)
  expect(body).toMatchObject({ status: 'FAILED', code: 'PESIT-2-205' })
  expect(await road.transfers()).toEqual([])
  const elsewhere = { ...asked, virtualFile: 'RELEVES_SANS_DOSSIER' }
  const other = await post(road.base, '/api/transfers/receive', elsewhere)
  expect(other.body).toMatchObject({ status: 'FAILED' })
  expect(await road.transfers()).toEqual([])
  const ledger = openLedgerToRead({ folder: road.data })
  const asks = await ledger.newestPolls(1).finally(() => ledger.close())
  expect(asks.find(({ virtualFile }) => virtualFile === 'RELEVES')).toMatchObject({
    result: 'nothing',
  })
})

test('PeSIT Wizard’s calls by path work below the folders that are named, and nowhere else', async () => {
  const files = '/tmp'
  const road = await openRoad({
    bank: { virtualFiles },
    top: { http: { listen: '127.0.0.1:0', localFolders: ['local'] } },
  })
  const local = join(road.folder, 'local')
  mkdirSync(local)
  await road.start()
  const base = baseOf(road)
  writeFileSync(join(local, 'v.xml'), content)
  const sending = {
    server: 1,
    partnerId: 'MON_ENTREPRISE',
    password: 'x',
    virtualFile: 'VIREMENTS',
  }
  const sent = await post(base, '/api/v1/transfers/send', {
    ...sending,
    filename: join(local, 'v.xml'),
  })
  expect(sent).toMatchObject({ code: 202, body: { status: 'IN_PROGRESS' } })
  await vi.waitFor(
    async () => {
      const response = await fetch(`${base}/api/v1/transfers/${String(sent.body['transferId'])}`)
      expect(await response.json()).toMatchObject({ status: 'COMPLETED', fileSize: content.length })
    },
    { interval: 50 },
  )
  // The caller moves its file away, and repeats the call: it is the same transfer.
  const again = join(local, 'again.xml')
  writeFileSync(again, bytesOf(1_000))
  const repeat = (virtualFile: string) => {
    const key = { 'idempotency-key': 'run-7' }
    return post(base, '/api/v1/transfers/send', { ...sending, virtualFile, filename: again }, key)
  }
  const first = await repeat('VIREMENTS')
  unlinkSync(again)
  const second = await repeat('VIREMENTS')
  expect([first.code, second.code, second.body['id']]).toEqual([202, 202, first.body['id']])
  expect((await repeat('AUTRE')).body).toMatchObject({ code: 'IDEMPOTENCY-KEY-REUSED' })
  symlinkSync('/etc', join(local, 'link'))
  symlinkSync('/etc/passwd', join(local, 'file-link'))
  for (const filename of [
    '/etc/passwd',
    join(local, '../config.yaml'),
    join(local, 'link/passwd'),
    join(local, 'file-link'),
    'v.xml',
    local,
    files,
  ])
    expect((await post(base, '/api/v1/transfers/send', { ...sending, filename })).code).toBe(422)
  road.offer('r.xml', content)
  const receiving = { server: 'bank', virtualFile: 'RELEVES', remoteFilename: 'r.xml' }
  const target = join(local, 'r-here.xml')
  const received = await post(base, '/api/v1/transfers/receive', { ...receiving, filename: target })
  expect(received.code).toBe(202)
  await vi.waitFor(
    async () => {
      const response = await fetch(
        `${base}/api/v1/transfers/${String(received.body['transferId'])}`,
      )
      expect(await response.json()).toMatchObject({ status: 'COMPLETED' })
      expect(sha256(readFileSync(target))).toBe(sha256(content))
    },
    { interval: 50 },
  )
  const history = await (await fetch(`${base}/api/v1/transfers/history?size=1&page=2`)).json()
  expect(history).toMatchObject({ numberOfElements: 1, last: true })
  await vi.waitFor(async () => {
    const stats = await (await fetch(`${base}/api/v1/transfers/stats`)).json()
    expect(stats).toMatchObject({ totalTransfers: 3, completedTransfers: 3 })
  }, 20_000)
  const servers = await (await fetch(`${base}/api/v1/servers`)).json()
  expect(servers).toMatchObject([{ id: 1, name: 'bank', serverId: 'BANQUE01' }])
})

test.each([5_000, 5_000_000])(
  '40 uploads of %i bytes at once are 40 transfers',
  async (size) => {
    const road = await open({ connections: 4 })
    const told = await Promise.all(
      Array.from({ length: 40 }, (_none, nth) => send(road, bytesOf(size, nth + 100))),
    )
    expect(told.map(({ code }) => code)).toEqual(Array(40).fill(200))
    expect(new Set(told.map(({ body }) => body['id'])).size).toBe(40)
    for (const { body } of told) expect(['COMPLETED', 'IN_PROGRESS']).toContain(body['status'])
    expect(await road.transfers()).toHaveLength(40)
  },
  180_000,
)

// The bank calls to tell what became of a file, and is told something: the real program, a caller over real
// sockets.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Sink } from '../../src/bank/bank.ts'
import { openBank } from '../../src/bank/native/open.ts'
import type { BankOptions } from '../../src/bank/native/options.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import { openLedgerToRead } from '../../src/ledger/open.ts'
import { silentLog } from '../../src/lib/log.ts'
import { openPair } from '../helpers/road/bank-pair.ts'
import { type BankKeys, type TopKeys, partner } from '../helpers/road/configuration.ts'
import { bytesOf } from '../helpers/road/content.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'

const content = bytesOf(20_000)
const never = new AbortController().signal

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A road whose bank may call, and the bank as a caller. */
async function openCalledRoad({
  listen = {},
  calls = {},
}: {
  readonly listen?: Partial<TopKeys['listen']>
  readonly calls?: Partial<BankKeys['calls']>
} = {}): Promise<{
  road: Road
  caller: BankOptions
}> {
  const port = await freePort()
  const road = await openRoad({
    top: { listen: { port, ...listen } },
    bank: { calls: { password: { file: 'calls' }, ...calls } },
  })
  writeFileSync(join(road.folder, 'calls'), 'CALLPASS')
  const { settings } = await openPair()
  const identification = {
    ...settings.identification,
    ...{ partner: 'BANQUE01', server: partner, password: () => 'CALLPASS' },
  }
  const caller = {
    ...settings,
    address: { ...settings.address, port },
    identification,
    sync: { ...settings.sync, points: null },
  }
  await road.start()
  return { road, caller }
}

/** The same bank, which says something else of itself. */
const saying = (
  { identification, ...caller }: BankOptions,
  changed: Partial<BankOptions['identification']>,
): BankOptions => ({ ...caller, identification: { ...identification, ...changed } })

const about = ({ pesit }: Transfer, creationDate = pesit?.creationDate ?? '') => ({
  about: {
    fileType: 0,
    fileName: pesit?.fileName ?? '',
    transferNumber: pesit?.transferNumber ?? 0,
    creationDate,
    ...{ client: '', finalBank: '' },
  },
  ...{ sender: 'BANQUE01', receiver: partner },
})

const messagesOf = async (road: Road) => {
  const ledger = openLedgerToRead({ folder: road.data })
  try {
    return await ledger.messages({ limit: 100 })
  } finally {
    await ledger.close()
  }
}

test('an acknowledgement is kept once, is in the story of its file, and is listed', async () => {
  const { road, caller } = await openCalledRoad()
  road.drop('paie.xml', content)
  const sent = await road.until('paie.xml', 'archived')
  const bank = openBank(caller, silentLog)
  for (let time = 0; time < 2; time += 1)
    expect(await bank.sendMessage({ ...about(sent), text: 'RECU LE 24/11' }, never)).toMatchObject({
      kind: 'taken',
    })
  await vi.waitFor(async () =>
    expect((await road.facts(sent.id)).join('\n')).toContain(
      'bank sent a message about it: “RECU LE 24/11”.',
    ),
  )
  // Its mark that it was applied follows the fact.
  await vi.waitFor(async () =>
    expect(await messagesOf(road)).toMatchObject([{ text: 'RECU LE 24/11', transferId: sent.id }]),
  )
  const listed = await road.cli('messages')
  expect(listed.out).toContain('RECU LE 24/11')
  expect(listed.out).toContain(sent.id)
  expect((await road.until('paie.xml', 'archived')).version).toBe(sent.version + 1)
})

test('an acknowledgement of a file in doubt ends the doubt, and nothing is sent again', async () => {
  const { road, caller } = await openCalledRoad()
  road.misbehave('cut:committed')
  road.drop('paie.xml', content)
  const doubtful = await road.until('paie.xml', 'in-doubt')
  const bank = openBank(caller, silentLog)
  await bank.sendMessage({ ...about(doubtful), text: '' }, never)
  const done = await road.until('paie.xml', 'archived')
  expect(done.confirmedMs).not.toBeNull()
  expect((await road.facts(done.id)).join('\n')).toContain('the doubt is over')
  expect(road.bank.received()).toHaveLength(1)
})

test('a message about another file than ours, by one digit of its date, ends no doubt', async () => {
  const { road, caller } = await openCalledRoad()
  road.misbehave('cut:committed')
  road.drop('paie.xml', content)
  const doubtful = await road.until('paie.xml', 'in-doubt')
  const bank = openBank(caller, silentLog)
  await bank.sendMessage({ ...about(doubtful, '990101000000'), text: '?' }, never)
  await vi.waitFor(async () =>
    expect(await messagesOf(road)).toMatchObject([{ transferId: null, applied: true }]),
  )
  expect((await road.until('paie.xml', 'in-doubt')).id).toBe(doubtful.id)
})

test('who is not the bank, or wants to leave a file, is refused', async () => {
  const { road, caller } = await openCalledRoad()
  const stranger = openBank(saying(caller, { password: () => 'GUESSED' }), silentLog)
  expect(await stranger.probe(never)).toMatchObject({
    kind: 'refused',
    answer: { diagnostic: { type: 3, reason: 304 } },
  })
  const unknown = openBank(saying(caller, { partner: 'NOBODY' }), silentLog)
  expect(await unknown.probe(never)).toMatchObject({
    kind: 'refused',
    answer: { diagnostic: { type: 3, reason: 304 } },
  })
  const sink = { offered: () => Promise.reject(new Error('nothing is offered')) }
  const bank = openBank(caller, silentLog)
  const fetched = await bank.fetch(
    { virtualFile: 'VIREMENTS', restart: null, sink: sink as never },
    never,
  )
  expect(fetched).toMatchObject({ kind: 'refused', answer: { diagnostic: { reason: 226 } } })
  expect(road.said().join()).not.toContain('CALLPASS')
})

test('a person tells the bank something about a file, and the bank has it', async () => {
  const { road } = await openCalledRoad()
  road.drop('paie.xml', content)
  const sent = await road.until('paie.xml', 'archived')
  const answer = await road.cli('tell', sent.id, '--text', 'MERCI')
  expect(answer).toMatchObject({
    code: 0,
    out: expect.stringContaining('bank took the message') as string,
  })
  const folder = join(road.folder, 'bank', partner, 'messages')
  const [name = ''] = readdirSync(folder)
  expect(JSON.parse(readFileSync(join(folder, name), 'utf8'))).toMatchObject({
    text: 'MERCI',
    transferNumber: sent.pesit?.transferNumber,
    historical: { creationDate: sent.pesit?.creationDate },
  })
  expect((await road.facts(sent.id)).at(-1)).toContain('“MERCI”')
  const own = await road.cli('tell', 'bank', '--virtual-file', 'INFO', '--text', 'BONJOUR')
  expect(own.code).toBe(0)
  expect((await road.cli('tell', 'nobody', '--text', 'X')).code).toBe(1)
})

test('what a bank tries and is refused is in the log, in status with what to do, and in the trace', async () => {
  const { road, caller } = await openCalledRoad({
    listen: { trace: { file: 'calls.trace' } },
    calls: { from: ['127.0.0.1'] },
  })
  const call = (changed: Partial<BankOptions['identification']>) =>
    openBank(saying(caller, changed), silentLog)
  expect(await call({ server: 'AUTRE' }).probe(never)).toMatchObject({ kind: 'refused' })
  expect(await call({ password: () => 'WRONG' }).probe(never)).toMatchObject({ kind: 'refused' })
  const sink = {} as Sink
  const job = { virtualFile: 'RELEVES', restart: null, sink }
  expect(await call({}).fetch(job, never)).toMatchObject({ kind: 'refused' })
  const stranger = connect({ host: '127.0.0.1', port: caller.address.port })
  stranger.end('GET / HTTP/1.1\r\nHost: bank\r\n\r\n')
  stranger.resume()
  const said = await vi.waitFor(
    async () => {
      const { out } = await road.cli('status')
      expect(out).toContain('it wanted to fetch a file (RELEVES), and only messages are taken here')
      expect(out).toContain('A stranger was refused by the listener')
      return out
    },
    { interval: 250 },
  )
  // It was taken in at last: what was wrong with its name and its password is over.
  expect(said).not.toMatch(/PI 4|PI 5/)
  const log = road.said().join('\n')
  for (const part of ['it called us AUTRE (PI 4), and for bank we are', 'its password (PI 5)'])
    expect(log).toContain(part)
  const { out } = await road.cli('trace', 'listen')
  expect(out).toContain('AUTRE')
  expect(out).toContain('only messages are taken here')
  expect(out).not.toMatch(/WRONG|CALLPASS/)
})

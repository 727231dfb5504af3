// The sandbox bank forgets nothing when it is killed: what it remembers, cut off in the middle of a line, and
// what it gave, killed before it was moved away.

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { silentLog } from '../../src/lib/log.ts'
import { openMailbox } from '../../src/sandbox/mailbox.ts'
import { createMisbehaviour } from '../../src/sandbox/misbehaviour.ts'
import { openStore, type SandboxReception } from '../../src/sandbox/store.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const reception = (key: string): SandboxReception => ({
  key,
  id: key,
  partner: 'ACME',
  virtualFile: 'VIREMENTS',
  label: key,
  creationDate: '',
  state: 'committed',
  points: [],
  sizeBytes: 1,
  sha256: '',
  path: '',
})

test('entries written after a kill in the middle of a line are not lost after the incomplete line', async () => {
  const folder = tempFolder()
  const first = await openStore(folder)
  await first.write({ kind: 'reception', reception: reception('before') })
  await first.close()
  appendFileSync(join(folder, 'journal.jsonl'), '{"kind":"reception","recep')
  const second = await openStore(folder)
  await second.write({ kind: 'reception', reception: reception('after') })
  await second.close()
  const third = await openStore(folder)
  expect([...third.receptions.keys()]).toEqual(['before', 'after'])
  await third.close()
})

const optionsOf = (folder: string) => ({
  folder,
  listen: { host: '127.0.0.1', port: 0, tls: null },
  access: {
    server: 'BANQUE01',
    partners: [],
  },
  files: {
    received: [],
    offered: ['RELEVES'],
    statements: null,
  },
  protocol: {
    entityBytes: 4096,
    sync: { intervalKb: 0, window: 0 },
    articleBytes: 1024,
  },
  misbehaviour: createMisbehaviour(),
  log: silentLog,
})

test('a file that was in its place, but not yet recorded when the bank was killed, is known to be complete', async () => {
  const folder = tempFolder()
  const options = optionsOf(folder)
  const store = await openStore(folder)
  const mailbox = await openMailbox(options, store)
  const begun = { ...reception('paie.xml'), state: 'receiving' } as const
  await store.write({ kind: 'reception', reception: begun })
  mkdirSync(join(folder, 'incoming'))
  writeFileSync(mailbox.partOf(begun), 'payments')
  const path = await mailbox.publish(begun, mailbox.partOf(begun))
  await store.close()

  const again = await openStore(folder)
  await openMailbox(options, again)
  expect(again.receptions.get('paie.xml')).toMatchObject({ state: 'committed', sizeBytes: 8, path })
  await again.close()
})

test('a statement that was given, but not yet moved away when the bank was killed, is not offered as new', async () => {
  const folder = tempFolder()
  const options = optionsOf(folder)
  const offers = join(folder, 'ACME', 'offers', 'RELEVES')
  mkdirSync(offers, { recursive: true })
  writeFileSync(join(offers, 'un.txt'), 'a statement')
  const store = await openStore(folder)
  const mailbox = await openMailbox(options, store)
  const offer = await mailbox.nextOffer('ACME', 'RELEVES')
  if (offer === null) throw new Error('nothing is offered')
  await mailbox.delivered(offer)
  // As a kill before the move leaves it.
  const [given = ''] = readdirSync(join(folder, 'ACME', 'fetched', 'RELEVES'))
  renameSync(join(folder, 'ACME', 'fetched', 'RELEVES', given), offer.path)
  await store.close()

  const again = await openStore(folder)
  expect(await (await openMailbox(options, again)).nextOffer('ACME', 'RELEVES')).toBeNull()
  expect(existsSync(offer.path)).toBe(false)
  await again.close()
})

// Received files into their inbox: on a real folder, with a real ledger.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type DeliverDeps, deliverAll, sweepLeftovers } from '../../src/inbox/deliver.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { silentLog } from '../../src/lib/log.ts'
import { localShare } from '../../src/share/local.ts'
import { identity, newTransfer } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { saying } from '../helpers/messages.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

async function openInbox() {
  const base = tempFolder()
  const folder = join(base, 'inbox')
  mkdirSync(folder)
  mkdirSync(join(base, 'spool'))
  const ledger = await openLedger({ folder: join(base, 'data'), clock: systemClock })
  onTestFinished(() => ledger.close())
  const stat = statSync(folder, { bigint: true })
  const deps: DeliverDeps = {
    ledger,
    share: localShare(),
    clock: systemClock,
    log: silentLog,
    spool: { bytes: (id) => join(base, 'spool', id) },
    folder,
    expected: { device: String(stat.dev), inode: String(stat.ino) },
    template: '{label}',
    zone: 'Europe/Paris',
    group: null,
    mode: null,
    onDelivered: () => undefined,
  }
  /** A file that is whole in the spool; `bytes` may be other than what was received. */
  const received = async (label: string, text: string, bytes = text): Promise<Transfer> => {
    const born = newTransfer({
      direction: 'in',
      state: 'asked',
      folder,
      virtualFile: 'RELEVES',
      name: '',
      pesit: { ...identity, label },
    })
    const [asked] = await ledger.record([born])
    if (asked === undefined) throw new Error('not recorded')
    writeFileSync(deps.spool.bytes(born.id), bytes)
    const whole = { sizeBytes: text.length, sha256: sha256(text) }
    for (const [version, event] of [
      [asked.version, 'attempt-started'],
      [asked.version + 1, 'committed'],
    ] as const)
      await ledger.move({ id: born.id, version, event, sentence: saying('x'), patch: whole })
    return asked
  }
  const inbox = () =>
    readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort()
  return { deps, ledger, folder, received, inbox }
}

test('a damaged file stops only itself: the next ones are delivered, and a person is told', async () => {
  const { deps, ledger, received, inbox } = await openInbox()
  const damaged = await received('un.xml', 'first', 'other')
  await received('deux.xml', 'second')
  expect(await deliverAll(deps, 'RELEVES')).toBeNull()
  expect(inbox()).toEqual(['deux.xml'])
  expect((await ledger.find(damaged.id))?.state).toBe('committed')
  const [condition] = await ledger.conditions()
  expect(condition).toMatchObject({ subject: `received:${damaged.id}`, code: 'RECEIVED-DAMAGED' })
  expect(condition?.sentence).toMatch(/un\.xml cannot be delivered .* Ask .* to offer it again/)
})

test('a damaged file that is whole again is delivered, and nobody is told any more', async () => {
  const { deps, ledger, folder, received } = await openInbox()
  const { id } = await received('un.xml', 'first', 'other')
  await deliverAll(deps, 'RELEVES')
  writeFileSync(deps.spool.bytes(id), 'first')
  expect(await deliverAll(deps, 'RELEVES')).toBeNull()
  expect(readFileSync(join(folder, 'un.xml'), 'utf8')).toBe('first')
  expect(await ledger.conditions()).toEqual([])
})

test('more files than a page are all delivered, damaged ones among them', async () => {
  const { deps, received, inbox } = await openInbox()
  for (let count = 0; count < 120; count += 1)
    await received(`${count}.xml`, `file ${count}`, count % 10 === 0 ? 'x' : `file ${count}`)
  expect(await deliverAll(deps, 'RELEVES')).toBeNull()
  expect(inbox()).toHaveLength(108)
})

test('a staged name that a crash left behind goes at the next start, and the delivered file stays', async () => {
  const { deps, folder, received } = await openInbox()
  const { id } = await received('un.xml', 'first')
  await deliverAll(deps, 'RELEVES')
  const staged = join(folder, '.pesit-drop', 'incoming', id)
  writeFileSync(staged, 'first')
  await sweepLeftovers(deps, 'RELEVES')
  expect(existsSync(staged)).toBe(false)
  expect(readFileSync(join(folder, 'un.xml'), 'utf8')).toBe('first')
})

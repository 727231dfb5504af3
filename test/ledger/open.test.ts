// One daemon a data folder, and commands that read beside it.

import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/lib/time/clock.ts'
import { openLedger, openLedgerToRead } from '../../src/ledger/open.ts'
import { newTransfer, queued } from '../helpers/new-transfer.ts'
import { runLedger } from '../helpers/run-ledger.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { nextStep } from '../helpers/next-step.ts'
import { saying } from '../helpers/messages.ts'

const nobody = 65_534
const isRoot = process.getuid?.() === 0

async function opened(folder: string) {
  const ledger = await openLedger({ folder, clock: systemClock })
  onTestFinished(() => ledger.close())
  return ledger
}

describe('one daemon', () => {
  test('a second one in the same folder is refused with the holder and the time since when', async () => {
    const folder = tempFolder()
    const first = runLedger('hold', folder)
    await first.saidLines(1)
    const pid = first.said[0]?.open
    await expect(openLedger({ folder, clock: systemClock })).rejects.toMatchObject({
      code: 'LEDGER-LOCKED',
      message: expect.stringMatching(
        new RegExp(
          `^The ledger in ${folder} is in use by process ${pid} on .+, since [^Z]*\\b20\\d\\d\\b.+\\.$`,
        ),
      ),
    })
  })

  test('a second one in the same process is refused too, and does not take the lock from the first', async () => {
    const folder = tempFolder()
    await opened(folder)
    await expect(opened(folder)).rejects.toMatchObject({ code: 'LEDGER-LOCKED' })
    const other = await runLedger('open', folder).over()
    expect(other).toMatchObject([{ code: 'LEDGER-LOCKED' }])
  })

  test('the lock ends with a process that is killed', async () => {
    const folder = tempFolder()
    const first = runLedger('hold', folder)
    await first.saidLines(1)
    first.kill()
    await first.over()
    const ledger = await opened(folder)
    expect(await ledger.list({ limit: 1 })).toEqual([])
  })

  test('the lock ends with a ledger that is closed, and with one that could not be opened', async () => {
    const folder = tempFolder()
    await (await openLedger({ folder, clock: systemClock })).close()
    writeFileSync(join(folder, 'ledger.db'), '')
    await expect(opened(folder)).rejects.toMatchObject({ code: 'LEDGER-DAMAGED' })
    await expect(opened(folder)).rejects.toMatchObject({ code: 'LEDGER-DAMAGED' })
  })

  test('an unreadable note of the holder changes only the message', async () => {
    const folder = tempFolder()
    await opened(folder)
    writeFileSync(join(folder, 'ledger.holder'), '{"pid":')
    await expect(opened(folder)).rejects.toMatchObject({
      code: 'LEDGER-LOCKED',
      message: expect.stringContaining('another process'),
    })
  })

  test('a lock that is no database is a failure with a remedy, and no ledger is created', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'ledger.lock'), 'not a database at all. '.repeat(100))
    await expect(opened(folder)).rejects.toMatchObject({
      code: 'LEDGER-FAILED',
      coded: nextStep(join(folder, 'ledger.lock')),
    })
    expect(existsSync(join(folder, 'ledger.db'))).toBe(false)
  })

  test('a folder on a network file system is refused before anything is written', async () => {
    const folder = join(tempFolder(), 'data')
    const mount = { fileSystem: 'nfs4', network: true }
    await expect(openLedger({ folder, clock: systemClock, mount })).rejects.toMatchObject({
      code: 'CONFIG-INVALID',
      message: expect.stringContaining('nfs4'),
    })
    expect(existsSync(folder)).toBe(false)
  })

  test('a local file system is accepted', async () => {
    const mount = { fileSystem: 'ext4', network: false }
    const ledger = await openLedger({ folder: tempFolder(), clock: systemClock, mount })
    await expect(ledger.close()).resolves.toBeUndefined()
  })

  test('a missing data folder is created', async () => {
    const folder = join(tempFolder(), 'var', 'data')
    const ledger = await opened(folder)
    expect(await ledger.list({ limit: 1 })).toEqual([])
  })
})

describe('a command beside the daemon', () => {
  test('where there is no ledger it is refused, and none is created', () => {
    const folder = tempFolder()
    expect(() => openLedgerToRead({ folder })).toThrow(
      expect.objectContaining({ code: 'LEDGER-MISSING' }) as Error,
    )
    expect(readdirSync(folder)).toEqual([])
  })

  test('where there is not even a folder it is refused in the same way', () => {
    const folder = join(tempFolder(), 'nowhere')
    expect(() => openLedgerToRead({ folder })).toThrow(
      expect.objectContaining({ code: 'LEDGER-MISSING' }) as Error,
    )
  })

  test('it sees at once what the daemon has resolved, and does not stop it from writing', async () => {
    const folder = tempFolder()
    const ledger = await opened(folder)
    const first = await queued(ledger)
    const reader = openLedgerToRead({ folder })
    onTestFinished(() => reader.close())
    expect(await reader.find(first.id)).toEqual(first)
    const second = await queued(ledger)
    expect(await reader.find(second.id)).toEqual(second)
    expect(await reader.facts({ transferId: second.id })).toHaveLength(3)
    expect(await reader.summary(0)).toMatchObject([{ state: 'queued', count: 2 }])
  })

  test('it reads in a separate process while the daemon runs', async () => {
    const folder = tempFolder()
    const ledger = await opened(folder)
    await ledger.record([newTransfer({ name: 'seen.xml' })])
    expect(await runLedger('read', folder).over()).toEqual([{ names: ['seen.xml'] }])
  })

  test('it reads what a daemon that was killed left in its WAL', async () => {
    const folder = tempFolder()
    const daemon = runLedger('commit', folder)
    await daemon.saidLines(100)
    daemon.kill()
    const promised = (await daemon.over()).filter(({ version }) => version === 2)
    expect(statSync(join(folder, 'ledger.db-wal')).size).toBeGreaterThan(0)
    const reader = openLedgerToRead({ folder })
    onTestFinished(() => reader.close())
    for (const { id = '' } of promised) expect((await reader.find(id))?.state).toBe('sealed')
  })

  test('every writing verb is refused, with advice', async () => {
    const folder = tempFolder()
    await (await opened(folder)).close()
    const reader = openLedgerToRead({ folder })
    const refused = { code: 'DAEMON-NOT-RUNNING' }
    const born = newTransfer()
    const point = { number: 1, offsetBytes: 1, articles: 1, confirmed: true, carry: '' }
    const ask = {
      inbox: '/i',
      bank: 'b',
      virtualFile: 'V',
      atMs: 1,
      result: 'nothing',
      files: 0,
      message: saying('x'),
      sentence: '',
      slotMs: null,
    } as const
    await expect(reader.record([born])).rejects.toMatchObject(refused)
    await expect(
      reader.move({ id: born.id, version: 1, event: 'sealed', sentence: saying('') }),
    ).rejects.toMatchObject(refused)
    await expect(reader.takeDue('bnp', 0)).rejects.toMatchObject(refused)
    await expect(reader.saveSync(born.id, point)).rejects.toMatchObject(refused)
    await expect(reader.nextNumber('c', 1)).rejects.toMatchObject(refused)
    await expect(reader.note('s', null)).rejects.toMatchObject(refused)
    await expect(reader.recordPoll(ask)).rejects.toMatchObject(refused)
    await reader.close()
    await expect(reader.close()).resolves.toBeUndefined()
  })
})

describe.skipIf(!isRoot)(
  'a command of a user who may only read (skipped unless run as root)',
  () => {
    async function leftBy(daemon: 'running' | 'stopped'): Promise<string> {
      const folder = tempFolder()
      chmodSync(folder, 0o755)
      const ledger = await opened(folder)
      await ledger.record([newTransfer({ name: 'seen.xml' })])
      if (daemon === 'stopped') await ledger.close()
      return folder
    }

    test('it reads while the daemon runs', async () => {
      const folder = await leftBy('running')
      expect(await runLedger('read', folder, { uid: nobody }).over()).toEqual([
        { names: ['seen.xml'] },
      ])
    })

    test('it reads the ledger of a daemon that stopped in its own process', async () => {
      const folder = tempFolder()
      chmodSync(folder, 0o755)
      const daemon = runLedger('hold', folder)
      daemon.letGo()
      await daemon.over()
      expect(await runLedger('read', folder, { uid: nobody }).over()).toEqual([{ names: [] }])
    })

    test('it reads the file alone when nothing lies beside it', async () => {
      const folder = tempFolder()
      chmodSync(folder, 0o755)
      const ledger = await openLedger({ folder, clock: systemClock })
      await ledger.record([newTransfer({ name: 'seen.xml' })])
      await ledger.close()
      const alone = join(tempFolder(), 'data')
      mkdirSync(alone)
      chmodSync(join(alone, '..'), 0o755)
      copyFileSync(join(folder, 'ledger.db'), join(alone, 'ledger.db'))
      expect(await runLedger('read', alone, { uid: nobody }).over()).toEqual([
        { names: ['seen.xml'] },
      ])
      expect(readdirSync(alone)).toEqual(['ledger.db'])
    })

    test('after a kill it also reads the content of the WAL', async () => {
      const folder = tempFolder()
      chmodSync(folder, 0o755)
      const daemon = runLedger('commit', folder)
      await daemon.saidLines(50)
      daemon.kill()
      const promised = (await daemon.over()).filter(({ version }) => version === 1)
      const [said] = await runLedger('read', folder, { uid: nobody }).over()
      expect(said?.names?.length).toBeGreaterThanOrEqual(promised.length)
    })

    test('a folder that it may not enter is not mistaken for one without a ledger', async () => {
      const folder = await leftBy('stopped')
      chmodSync(folder, 0o700)
      const [said] = await runLedger('read', folder, { uid: nobody }).over()
      expect(said).toMatchObject({
        code: 'LEDGER-FAILED',
        hint: expect.stringContaining('service user'),
      })
    })
  },
)

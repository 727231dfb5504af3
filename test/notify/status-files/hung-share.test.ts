// Status files and answers to cancel files in a folder whose share hangs: this is reported, the write is
// tried again, and nothing else waits.

import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { cancelByFile } from '../../../src/orders/cancel-by-file.ts'
import { openLedger } from '../../../src/ledger/open.ts'
import { silentLog } from '../../../src/lib/log.ts'
import { clearStatus } from '../../../src/notify/status-files/clear.ts'
import { createNames } from '../../../src/notify/status-files/names.ts'
import { startStatusFiles } from '../../../src/notify/status-files/start.ts'
import { childShare } from '../../../src/share/process/child.ts'
import { localShare } from '../../../src/share/local.ts'
import type { Share } from '../../../src/share/share.ts'
import { type FakeClock, fakeClock } from '../../helpers/fake-clock.ts'
import { canHang, hangingShare } from '../../helpers/hanging-share.ts'
import { drive, newTransfer } from '../../helpers/new-transfer.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

async function given() {
  const place = tempFolder()
  const [stuck, well] = [join(place, 'share'), join(place, 'well')]
  mkdirSync(well)
  const server = await hangingShare(stuck)
  const clock = fakeClock()
  const ledger = await openLedger({ folder: join(place, 'data'), clock })
  onTestFinished(() => ledger.close())
  const share = childShare({ deadlineMs: 10_000, respawnMs: 3_000, clock, log: silentLog })
  onTestFinished(() => turning(clock, share.close()))
  const code = async (subject: string) =>
    (await ledger.conditions()).find((one) => one.subject === subject)?.code ?? null
  return { stuck, well, server, clock, ledger, share, code }
}

/** The folder of status files is not the outbox: nobody asks whose it is. */
const noHold = { term: 1, token: 'none', signs: [] }

/** A new process has its time to begin, before its patience is over. */
const slowly = { timeout: 40_000, interval: 500 }

/** The clock goes on until it is done. */
async function turning<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  let over = false
  const done = work.finally(() => (over = true))
  await vi.waitUntil(async () => {
    await clock.advance(1_000)
    return over
  })
  return done
}

describe.skipIf(!canHang)('a share that hangs (as root, with FUSE and Python, to make one)', () => {
  test('delays its own status files, visibly, and those of no other outbox', async () => {
    const { stuck, well, server, clock, ledger, share, code } = await given()
    const stations = [
      [stuck, share],
      [well, localShare()],
    ] as const
    const besides = stations.map(([outbox, one]: readonly [string, Share]) =>
      startStatusFiles(
        { ledger, clock, log: silentLog, share: one, names: createNames() },
        { outbox, folder: outbox, zone: 'Europe/Paris' },
      ),
    )
    onTestFinished(async () => {
      await server.answer()
      await turning(clock, Promise.all(besides.map((beside) => beside.stop())))
    })
    for (const [outbox] of stations)
      await vi.waitFor(async () => expect(await ledger.cursor(`beside:${outbox}`)).not.toBeNull())
    await server.hang()
    for (const folder of [stuck, well]) {
      const born = newTransfer({ folder, name: 'paie.xml' })
      await ledger.record([born])
      await drive(ledger, born.id, ['held'])
    }
    for (const beside of besides) beside.ring()
    // No clock has been turned: nobody waited for the share.
    await vi.waitFor(() => expect(readdirSync(well)).toContain('paie.xml.held'), 10_000)
    expect(await code(`beside:${stuck}`)).toBeNull()
    await vi.waitFor(async () => {
      await clock.advance(1_000)
      expect(await code(`beside:${stuck}`)).toBe('FOLDER-SLOW')
    })
    await server.answer()
    // It takes no files at all: that it says so shows that it is asked again.
    await vi.waitFor(async () => {
      await clock.advance(1_000)
      const now = await code(`beside:${stuck}`)
      expect([null, 'FOLDER-SLOW']).not.toContain(now)
    }, slowly)
  })

  test('delays no claim of an outbox on another share, and a late clearing removes no new status file', async () => {
    const { stuck, well, server, clock, share } = await given()
    const names = createNames()
    const clear = clearStatus(
      { clock, log: silentLog, share, names },
      { outbox: well, folder: stuck },
    )
    await server.hang()
    const over = await turning(clock, clear(['paie.xml'], noHold))
    let isShown = false
    const shown = names.show('paie.xml', async () => (isShown = true))
    const again = await clear(['autre.xml'], noHold)
    again()
    over()
    await names.show('autre.xml', async () => undefined)
    expect(isShown).toBe(false)
    await server.answer()
    await turning(clock, shown)
  })

  test('leaves a cancel file open until it can be answered, and reports that', async () => {
    const { stuck, well, server, clock, ledger, share, code } = await given()
    const orders = { ledger, interrupt: () => false }
    const reader = { zone: 'Europe/Paris' }
    await server.hang()
    const ordered = cancelByFile(
      { ledger, clock, log: silentLog, orders, share, reader },
      { outbox: well, folder: stuck },
      'paie.xml',
    )
    expect(await turning(clock, ordered)).toBe('later')
    expect(await code(`cancel:${well}`)).toBe('FOLDER-SLOW')
    const elsewhere = { ledger, clock, log: silentLog, orders, share: localShare(), reader }
    expect(await cancelByFile(elsewhere, { outbox: well, folder: well }, 'paie.xml')).toBe(
      'answered',
    )
    expect(readdirSync(well)).toContain('paie.xml.not-cancelled')
    expect(await code(`cancel:${well}`)).toBeNull()
    await server.answer()
  })
})

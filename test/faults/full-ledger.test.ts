// The disk of the ledger is full from one moment to the next, with the real daemon on a small disk: what had
// begun is written down, nothing new begins, all who ask are told, and all goes on by itself when there is
// room.

import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { requestJson } from '../../src/cli/daemon-client.ts'
import type { Live } from '../../src/http/routes/control.ts'
import { fillDisk } from '../helpers/fill-disk.ts'
import type { TopKeys } from '../helpers/road/configuration.ts'
import { runCli } from '../helpers/road/cli.ts'
import { bytesOf } from '../helpers/road/content.ts'
import { openRoadInProcess } from '../helpers/road/open.ts'
import { canMount, smallDisk } from '../helpers/small-disk.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const content = bytesOf(20_000)
const patiently = { interval: 25 }

describe.skipIf(!canMount)('the disk of the ledger (skipped where nothing can be mounted)', () => {
  async function onSmallDisk(top: TopKeys = {}) {
    const data = join(smallDisk(join(tempFolder(), 'disk'), 'size=16m'), 'data')
    const road = await openRoadInProcess({ places: { data }, top })
    const live = async () =>
      (await requestJson({ dataFolder: data }, { method: 'GET', path: '/live' })).body as Live
    const untilTold = (code: string, isTold = true) =>
      vi.waitFor(async () => {
        const codes = (await live()).conditions.map((one) => one.code)
        expect(codes.includes(code)).toBe(isTold)
      }, patiently)
    return { ...road, live, untilTold, disk: join(data, '..') }
  }

  test('full from one moment to the next takes nothing, says so everywhere, and goes on when there is room', async () => {
    const road = await onSmallDisk()
    await road.start()
    const empty = fillDisk(road.disk)
    await road.untilTold('LEDGER-FULL')
    road.drop('paie.xml', content)
    const { code, out } = await runCli(['status', '--config', road.config])
    expect(code).toBe(3)
    expect(out).not.toContain('All well')
    expect(out).toContain(`The disk of ${road.data} is full`)
    const ready = await requestJson(
      { dataFolder: road.data },
      { method: 'GET', path: '/health/ready' },
    )
    expect(ready.status).toBe(503)
    expect(JSON.stringify(ready.body)).toContain('LEDGER-FULL')
    expect(existsSync(join(road.outbox, 'paie.xml'))).toBe(true)
    empty()
    await road.until('paie.xml', 'archived')
    await road.untilTold('LEDGER-FULL', false)
    expect(road.copies(content)).toBe(1)
    await road.untilWell()
  })

  test('a file that the bank has as the disk becomes full is on record at once, and sent once', async () => {
    const road = await onSmallDisk()
    await road.start()
    road.misbehave('delay:committed=1500')
    road.drop('paie.xml', content)
    await road.until('paie.xml', 'finishing')
    const empty = fillDisk(road.disk)
    await road.until('paie.xml', 'sent', 'archived')
    empty()
    await road.until('paie.xml', 'archived')
    expect(road.copies(content)).toBe(1)
    const [attempt, ...more] = await road.reading(async (ledger) => {
      const [transfer] = await ledger.list({ limit: 1 })
      return ledger.attempts(transfer?.id ?? '')
    })
    expect(attempt).toMatchObject({ number: 1 })
    expect(more).toEqual([])
  })

  test('a start on a full disk runs, says so, and takes nothing until there is room', async () => {
    const road = await onSmallDisk()
    await road.start()
    await road.stop()
    const empty = fillDisk(road.disk)
    road.drop('paie.xml', content)
    await road.start()
    await road.untilTold('LEDGER-FULL')
    expect(existsSync(join(road.outbox, 'paie.xml'))).toBe(true)
    empty()
    await road.until('paie.xml', 'archived')
    expect(road.copies(content)).toBe(1)
  })

  test('an upload is refused with 507, and nothing of it is left', async () => {
    const road = await onSmallDisk({ http: { listen: false } })
    await road.start()
    const empty = fillDisk(road.disk)
    await road.untilTold('LEDGER-FULL')
    const args = ['-F', 'serverId=1', '-F', 'virtualFile=VIREMENTS', '-F', `file=@${road.config}`]
    const socket = ['--unix-socket', join(road.data, 'control.sock')]
    const url = 'http://localhost/api/transfers/send'
    const { stdout } = await promisify(execFile)('curl', [
      ...['-s', '-m', '20', '-w', '\n%{http_code}', ...socket, ...args, url],
    ])
    expect(stdout).toMatch(/DISK-FULL[\s\S]*\n507$/)
    expect(readdirSync(join(road.data, 'spool'))).toEqual([])
    empty()
  })
})

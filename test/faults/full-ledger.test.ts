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
import { openNear } from '../helpers/near-road.ts'
import { bytesOf, runCli } from '../helpers/road.ts'
import { canMount, smallDisk } from '../helpers/small-disk.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const content = bytesOf(20_000)
const patiently = { timeout: 40_000, interval: 25 }

describe.skipIf(!canMount)('the disk of the ledger (skipped where nothing can be mounted)', () => {
  async function onSmallDisk(top = '') {
    const data = join(smallDisk(join(tempFolder(), 'disk'), 'size=16m'), 'data')
    const near = await openNear({ places: { data }, top })
    const live = async () =>
      (await requestJson(data, { method: 'GET', path: '/live' })).body as Live
    const untilTold = (code: string, isTold = true) =>
      vi.waitFor(async () => {
        const codes = (await live()).conditions.map((one) => one.code)
        expect(codes.includes(code)).toBe(isTold)
      }, patiently)
    return { ...near, live, untilTold, disk: join(data, '..') }
  }

  test('full from one moment to the next takes nothing, says so everywhere, and goes on when there is room', async () => {
    const near = await onSmallDisk()
    await near.start()
    const empty = fillDisk(near.disk)
    await near.untilTold('LEDGER-FULL')
    near.drop('paie.xml', content)
    const { code, out } = await runCli(['status', '--config', near.config])
    expect(code).toBe(3)
    expect(out).not.toContain('All well')
    expect(out).toContain(`The disk of ${near.data} is full`)
    const ready = await requestJson(near.data, { method: 'GET', path: '/health/ready' })
    expect(ready.status).toBe(503)
    expect(JSON.stringify(ready.body)).toContain('LEDGER-FULL')
    expect(existsSync(join(near.outbox, 'paie.xml'))).toBe(true)
    empty()
    await near.until('paie.xml', 'archived')
    await near.untilTold('LEDGER-FULL', false)
    expect(near.copies(content)).toBe(1)
    await near.untilWell()
  })

  test('a file that the bank has as the disk becomes full is on record at once, and sent once', async () => {
    const near = await onSmallDisk()
    await near.start()
    near.misbehave('delay:committed=1500')
    near.drop('paie.xml', content)
    await near.until('paie.xml', 'finishing')
    const empty = fillDisk(near.disk)
    await near.until('paie.xml', 'sent', 'archived')
    empty()
    await near.until('paie.xml', 'archived')
    expect(near.copies(content)).toBe(1)
    const [attempt, ...more] = await near.reading(async (ledger) => {
      const [transfer] = await ledger.list({ limit: 1 })
      return ledger.attempts(transfer?.id ?? '')
    })
    expect(attempt).toMatchObject({ number: 1 })
    expect(more).toEqual([])
  })

  test('a start on a full disk runs, says so, and takes nothing until there is room', async () => {
    const near = await onSmallDisk()
    await near.start()
    await near.stop()
    const empty = fillDisk(near.disk)
    near.drop('paie.xml', content)
    await near.start()
    await near.untilTold('LEDGER-FULL')
    expect(existsSync(join(near.outbox, 'paie.xml'))).toBe(true)
    empty()
    await near.until('paie.xml', 'archived')
    expect(near.copies(content)).toBe(1)
  })

  test('an upload is refused with 507, and nothing of it is left', async () => {
    const near = await onSmallDisk('http: { listen: false }')
    await near.start()
    const empty = fillDisk(near.disk)
    await near.untilTold('LEDGER-FULL')
    const args = ['-F', 'serverId=1', '-F', 'virtualFile=VIREMENTS', '-F', `file=@${near.config}`]
    const socket = ['--unix-socket', join(near.data, 'control.sock')]
    const url = 'http://localhost/api/transfers/send'
    const { stdout } = await promisify(execFile)('curl', [
      ...['-s', '-m', '20', '-w', '\n%{http_code}', ...socket, ...args, url],
    ])
    expect(stdout).toMatch(/DISK-FULL[\s\S]*\n507$/)
    expect(readdirSync(join(near.data, 'spool'))).toEqual([])
    empty()
  })
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { silentLog } from '../../src/lib/log.ts'
import { type ShareOptions, openShare } from '../../src/share/open.ts'
import type { LookRequest } from '../../src/share/looking.ts'
import { canHang, hangingShare } from '../helpers/hanging-share.ts'
import { shareProcesses } from '../helpers/share-processes.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const request = (folder: string): LookRequest => ({
  folder,
  limit: 1000,
  take: ['*'],
  leave: [],
  passOver: [],
  expected: null,
  about: [],
})

async function opened(folder: string, options?: ShareOptions) {
  const share = await openShare(folder, silentLog, options)
  onTestFinished(() => share.close())
  return share
}

const local = '27 1 253:1 / / rw - ext4 /dev/vda1 rw\n'
const network = (folder: string) => `${local}29 27 0:40 / ${folder} rw - nfs4 nas:/erp rw\n`

test('a folder on a local disk is accessed in this process', async () => {
  const folder = tempFolder()
  const share = await opened(folder)
  expect((await share.probe({ folder, purpose: 'outbox' })).kind).toBe('usable')
  expect((await share.look(request(folder))).kind).toBe('looked')
  expect(shareProcesses()).toEqual([])
})

test('a folder on a network file system is accessed in a separate process', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'a'), '')
  const share = await opened(folder, { mounts: () => Promise.resolve(network(folder)) })
  const orphans = await share.orphans({ folder, after: null, limit: 1 })
  expect(orphans.kind).toBe('found')
  expect(shareProcesses()).toHaveLength(1)
  expect(await share.look(request(folder))).toMatchObject({ kind: 'looked', total: 1 })
  await share.close()
  expect(shareProcesses()).toEqual([])
})

test('a share that is mounted later is noticed by the next scan', async () => {
  const folder = tempFolder()
  let mounts = local
  const share = await opened(folder, { mounts: () => Promise.resolve(mounts) })
  await share.look(request(folder))
  expect(shareProcesses()).toEqual([])
  mounts = network(folder)
  await share.look(request(folder))
  expect(shareProcesses()).toHaveLength(1)
})

test.skipIf(!canHang)(
  'a share that hangs is told as slow, and other folders go on (as root, with FUSE and Python, to make one)',
  async () => {
    const place = tempFolder()
    const [folder, well] = [join(place, 'share'), join(place, 'well')]
    mkdirSync(well)
    const server = await hangingShare(folder)
    const [hung, other] = [await opened(folder, { deadlineMs: 6_000 }), await opened(well)]
    expect(await hung.look(request(folder))).toMatchObject({ kind: 'looked', total: 0 })
    await server.hang()
    const looks = Promise.all(Array.from({ length: 6 }, () => hung.look(request(folder))))
    for (let time = 0; time < 50; time += 1)
      expect((await other.look(request(well))).kind).toBe('looked')
    for (const outcome of await looks)
      expect(outcome).toMatchObject({ kind: 'fault', code: 'FOLDER-SLOW' })
    await server.answer()
    await vi.waitFor(async () => expect((await hung.look(request(folder))).kind).toBe('looked'), {
      interval: 200,
    })
  },
)

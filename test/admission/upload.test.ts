// Uploads: whole and durable before the ledger knows them, nothing left of those that fail, and at every
// point at which the program can die either nothing or the whole file.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { spoolIn } from '../../src/ledger/spool/spool.ts'
import { sweepUploads } from '../../src/recovery/uploads.ts'
import { admitUpload, takeUpload, type UploadOrder } from '../../src/admission/upload.ts'
import { silentLog } from '../../src/lib/log.ts'
import { syncFolder } from '../../src/disk/durable.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { testProgramPath } from '../helpers/program.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const order: UploadOrder = {
  bank: 'bank',
  virtualFile: 'VIREMENTS',
  folder: '',
  priority: 1,
  lane: '',
  remoteName: 'salaires.xml',
  uploadName: 'paie.xml',
  actor: 'erp',
  key: null,
}

async function begin(folder = tempFolder()) {
  const ledger = await openLedger({ folder, clock: fakeClock() })
  onTestFinished(() => ledger.close())
  const spool = spoolIn(folder)
  mkdirSync(spool.folder, { recursive: true })
  const syncSpool = () => syncFolder(spool.folder)
  const deps = { ledger, spool, syncSpool, reserveBytes: 0, maximumBytes: 1000 }
  return { ...deps, deps, left: () => readdirSync(spool.folder) }
}

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

async function taken(deps: Parameters<typeof takeUpload>[0], ...texts: string[]) {
  const outcome = await takeUpload(deps, pieces(...texts), 0)
  if (outcome.kind !== 'taken') throw new Error(outcome.kind)
  return outcome.upload
}

describe('an upload', () => {
  test('is kept whole with its hash, and becomes a sealed transfer under its name', async () => {
    const { deps, ledger, spool, left } = await begin()
    const upload = await taken(deps, 'ab', 'c')
    const sha256 = createHash('sha256').update('abc').digest('hex')
    expect(upload).toMatchObject({ sizeBytes: 3, sha256 })
    expect(left()).toEqual([`${upload.id}.upload`])
    await admitUpload(deps, upload, order)
    expect(left()).toEqual([upload.id])
    expect(readFileSync(spool.bytes(upload.id), 'utf8')).toBe('abc')
    expect(await ledger.find(upload.id)).toMatchObject({
      state: 'sealed',
      direction: 'out',
      name: 'salaires.xml',
      uploadName: 'paie.xml',
      sizeBytes: 3,
      sha256,
    })
  })

  test('beyond the limit is refused and leaves nothing', async () => {
    const { deps, left } = await begin()
    const outcome = await takeUpload(deps, pieces('x'.repeat(999), 'yy'), 0)
    expect(outcome).toEqual({ kind: 'too-large', maximumBytes: 1000 })
    expect(left()).toEqual([])
  })

  test('of exactly the limit is taken', async () => {
    const { deps } = await begin()
    expect((await taken(deps, 'x'.repeat(1000))).sizeBytes).toBe(1000)
  })

  test('without a byte is refused', async () => {
    const { deps, left } = await begin()
    expect(await takeUpload(deps, pieces(), 0)).toEqual({ kind: 'empty' })
    expect(left()).toEqual([])
  })

  test('that breaks off leaves nothing', async () => {
    const { deps, left } = await begin()
    const broken = (async function* () {
      yield Buffer.from('half')
      throw new Error('the caller went away')
    })()
    await expect(takeUpload(deps, broken, 0)).rejects.toThrow('the caller went away')
    expect(left()).toEqual([])
  })

  test('that would use the reserve is refused before a byte is written', async () => {
    const { deps, left } = await begin()
    const poor = { ...deps, reserveBytes: Number.MAX_SAFE_INTEGER / 2 }
    await expect(takeUpload(poor, pieces('x'), 1)).rejects.toMatchObject({ code: 'DISK-FULL' })
    expect(left()).toEqual([])
  })

  test('of a call that was made before is dropped, and the first transfer is named', async () => {
    const { deps, ledger, left } = await begin()
    const key = { caller: 'erp', key: 'k', request: 'r' }
    const [first, second] = [await taken(deps, 'abc'), await taken(deps, 'abc')]
    await admitUpload(deps, first, { ...order, key })
    expect(await admitUpload(deps, second, { ...order, key })).toEqual({
      kind: 'known',
      id: first.id,
    })
    expect(left()).toEqual([first.id])
    expect(await ledger.list({ limit: 10 })).toHaveLength(1)
  })
})

describe('at start', () => {
  test('bytes under a plain id stay, though the ledger does not know them', async () => {
    const { deps, spool, left } = await begin()
    writeFileSync(spool.bytes('received-before-the-ledger-was-lost'), 'statement')
    await sweepUploads({ ...deps, log: silentLog })
    expect(left()).toEqual(['received-before-the-ledger-was-lost'])
  })

  test.each([
    ['upload.written', 0],
    ['upload.synced', 0],
    ['upload.recorded', 1],
    ['upload.placed', 1],
  ])(
    'after a death at %s there are %i transfers, each whole and in its place, and nothing else',
    async (point, count) => {
      const folder = tempFolder()
      expect(await runUpload(folder, point)).toBe('')
      const { deps, ledger, spool, left } = await begin(folder)
      await sweepUploads({ ...deps, log: silentLog })
      const transfers = await ledger.list({ limit: 10 })
      expect(transfers).toHaveLength(count)
      expect(left()).toEqual(transfers.map(({ id }) => id))
      for (const { id, sha256, state } of transfers) {
        expect(state).toBe('sealed')
        expect(
          createHash('sha256')
            .update(readFileSync(spool.bytes(id)))
            .digest('hex'),
        ).toBe(sha256)
      }
      await sweepUploads({ ...deps, log: silentLog })
      expect(left()).toEqual(transfers.map(({ id }) => id))
    },
  )

  test('without a death the program says that it was recorded', async () => {
    expect(await runUpload(tempFolder(), '')).toContain('"kind":"recorded"')
  })
})

async function runUpload(folder: string, failpoint: string): Promise<string> {
  const child = spawn(process.execPath, [await testProgramPath('upload-program'), folder], {
    env: { ...process.env, PESIT_DROP_FAILPOINT: failpoint },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
  return new Promise((resolve) => child.on('close', () => resolve(out)))
}

// The real program stopped, frozen, short of descriptors and on lines that lose packets. `npm run faults`.

import { spawnSync } from 'node:child_process'
import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import type { BankKeys } from '../helpers/road/configuration.ts'
import { bytesOf, sha256 } from '../helpers/road/content.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'
import { canInject, isRoot } from '../helpers/run-share.ts'

const content = bytesOf(20_000)
const large = bytesOf(30_000_000)
const impatient: BankKeys = {
  retry: { afterBreak: '0s', firstDelay: '250ms', maximumDelay: '500ms' },
  timers: { connect: '10s', answer: '10s', longAnswer: '10s' },
}
const copies = (road: Road, of: Uint8Array) =>
  road.bank.received().filter((file) => file.sha256 === sha256(of)).length

test('SIGTERM in the middle of a file suspends it by the protocol, ends with 0, and the next start goes on', async () => {
  const road = await openRoad({ bank: impatient })
  await road.start()
  road.misbehave('delay:data=50×100')
  road.drop('large.bin', large)
  await road.until('large.bin', 'sending')
  await vi.waitFor(() => expect(road.proxy.toBank).toBeGreaterThan(1_000_000))
  expect(await road.stop()).toBe(0)
  expect((await road.until('large.bin', 'waiting')).reason).toContain('Suspended')
  await road.start()
  await road.until('large.bin', 'archived')
  expect(copies(road, large)).toBe(1)
})

test('SIGTERM at the end of a file waits for the bank’s answer, ends with 0, and nothing is in doubt', async () => {
  const road = await openRoad({ bank: impatient })
  await road.start()
  road.misbehave('delay:committed=3000')
  road.drop('paie.xml', content)
  await road.until('paie.xml', 'finishing')
  expect(await road.stop()).toBe(0)
  await road.until('paie.xml', 'sent', 'archived')
  expect(copies(road, content)).toBe(1)
})

test('a second SIGTERM leaves at once with 130; what it cut at its end is in doubt at the next start', async () => {
  const road = await openRoad({ bank: impatient })
  await road.start()
  road.misbehave('delay:committed=8000')
  road.drop('paie.xml', content)
  await road.until('paie.xml', 'finishing')
  road.signal('SIGTERM')
  await vi.waitFor(() => expect(road.said().join()).toContain('"Stopping"'))
  const over = road.ended()
  road.signal('SIGTERM')
  expect(await over).toBe(130)
  await road.start()
  await road.until('paie.xml', 'in-doubt')
  expect(copies(road, content)).toBe(1)
})

test('frozen past the bank’s answer and thawed, it takes the answer that lies there, and sends nothing again', async () => {
  const road = await openRoad({
    bank: { ...impatient, timers: { connect: '2s', answer: '2s', longAnswer: '2s' } },
  })
  await road.start()
  road.misbehave('delay:committed=500')
  road.drop('paie.xml', content)
  await road.until('paie.xml', 'finishing')
  road.signal('SIGSTOP')
  await vi.waitFor(() => expect(copies(road, content)).toBe(1))
  const thawAt = performance.now() + 5_000
  await vi.waitFor(() => expect(performance.now()).toBeGreaterThan(thawAt))
  road.signal('SIGCONT')
  const done = await road.until('paie.xml', 'archived')
  expect(done.attempts).toBe(1)
  expect(copies(road, content)).toBe(1)
})

test('with 64 descriptors a burst of files arrives all the same, each once', async () => {
  const road = await openRoad({
    bank: impatient,
    through: ['sh', '-c', 'ulimit -n 64; exec "$@"', 'sh'],
  })
  await road.start()
  const files = Array.from({ length: 60 }, (_, index) => bytesOf(3_000, 100 + index))
  files.forEach((file, index) => road.drop(`f${index}.xml`, file))
  for (const [index, file] of files.entries()) {
    await road.until(`f${index}.xml`, 'archived')
    expect(copies(road, file)).toBe(1)
  }
})

test.skipIf(!canInject)(
  'without inotify the folder is looked at periodically, and says so (skipped without strace)',
  async () => {
    const inject = ['-e', 'trace=inotify_init1', '-e', 'inject=inotify_init1:error=EMFILE']
    const road = await openRoad({
      bank: impatient,
      outbox: { ready: { rename: true }, complete: false, every: '1s' },
      through: ['strace', '-D', '-f', '-qq', '-o', '/dev/null', ...inject],
    })
    await road.start()
    road.drop('paie.xml', content)
    await road.until('paie.xml', 'archived')
    expect(road.said().join()).toContain('looked at periodically only')
  },
)

test('a ledger with damaged pages refuses to start, and says how to restore it', async () => {
  const road = await openRoad({ bank: impatient })
  await road.start()
  for (let index = 0; index < 20; index += 1) road.drop(`f${index}.xml`, bytesOf(500, index))
  for (let index = 0; index < 20; index += 1) await road.until(`f${index}.xml`, 'archived')
  expect(await road.stop()).toBe(0)
  const path = join(road.data, 'ledger.db')
  const file = openSync(path, 'r+')
  for (let at = 4096; at < statSync(path).size; at += 4096)
    writeSync(file, Buffer.alloc(64, 0xff), 0, 64, at)
  closeSync(file)
  const { code, err } = await road.cli('run')
  expect(code).toBe(1)
  expect(err).toContain('LEDGER-DAMAGED')
  expect(err).toContain('put the newest backup of the ledger in its place')
})

const canLose =
  isRoot &&
  spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up && nft list ruleset'], {
    stdio: 'ignore',
  }).status === 0

test.skipIf(!canLose)(
  'on a line that loses a packet in ten, files arrive whole and once (skipped without root, network namespaces or nft)',
  () => {
    const root = fileURLToPath(new URL('../../', import.meta.url))
    const rules =
      'add table ip loss; add chain ip loss in { type filter hook input priority 0; }; add rule ip loss in ip protocol tcp numgen random mod 10 == 0 drop'
    const inside = `ip link set lo up && nft '${rules}' && exec npx vitest run --config vitest.loss.config.ts`
    const run = spawnSync('unshare', ['-n', 'sh', '-c', inside], { cwd: root, encoding: 'utf8' })
    expect(run.stdout + run.stderr).toContain('1 passed')
    expect(run.status).toBe(0)
  },
)

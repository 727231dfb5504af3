// Files made to stop the daemon lie in an outbox: it goes on answering, tells each of them, and sends the
// good one among them. How long it may take to answer is measured against itself, before there were any,
// since the machine that runs the tests may be busy.

import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hostileFiles } from '../helpers/hostile-files.ts'
import { paymentFile } from '../helpers/payment-file.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'

/** Seconds of the main thread each, before there were bounds. */
const worst = [
  'a prefix looked up through ever more levels',
  'one tag of namespaces',
  'one tag of attributes',
  'prefixes looked up through all levels',
  'empty elements',
  'accounts that are all others',
]

test('the daemon answers, whatever lies in an outbox', { timeout: 180_000 }, async () => {
  const road = await openRoad({
    top: { http: { listen: '127.0.0.1:0' } },
    outbox: { check: ['pain.001', 'cfonb-160'], complete: true },
  })
  await road.start()
  const live = `${addressOf(road)}/health/live`
  const costsMs = () => road.processorMs()
  const quietMs = await worstOf(live, costsMs, counted(30))

  for (const { name, chunks } of hostileFiles.filter((file) => worst.includes(file.name)))
    drop(road, `${name}.xml`, Buffer.concat([...chunks(1_500_000), Buffer.from('</Document>')]))
  for (const part of ['<?', '<!--', '<!-- -->', '<'])
    drop(road, `${Buffer.from(part).toString('hex')}.xml`, Buffer.from(part.repeat(60_000)))
  const good = paymentFile({ transactions: 3 })
  drop(road, 'good.xml', Buffer.from(good))

  let isOver = false
  const answered = worstOf(live, costsMs, () => !isOver)
  await road.until('good.xml', 'archived', 'sent')
  for (const name of worst) {
    const { state, code } = await road.until(`${name}.xml`, 'rejected')
    expect([state, code]).toEqual([
      state,
      expect.stringMatching(/TOO-|NOT-WELL-FORMED|FORMAT|COUNT/),
    ])
  }
  isOver = true
  expect(await answered).toBeLessThan(Math.max(100, 10 * quietMs))
  expect(await road.stop()).toBe(0)
})

function addressOf(road: Road): string {
  const line = road.said().find((text) => text.includes('The API listens')) ?? '{}'
  const { addresses = [] } = JSON.parse(line) as { addresses?: string[] }
  return addresses[0] ?? ''
}

/** Written elsewhere first: what this costs is not the daemon's. */
function drop(road: Road, name: string, content: Buffer): void {
  const made = join(road.folder, 'made')
  writeFileSync(made, content)
  renameSync(made, join(road.outbox, name))
}

function counted(times: number): () => boolean {
  let left = times
  return () => (left -= 1) >= 0
}

/**
 * The most processor time that the daemon spent during one answer: it answers late when it is busy itself,
 * which the load of the machine does not change.
 */
async function worstOf(url: string, costsMs: () => number, goesOn: () => boolean): Promise<number> {
  let worstMs = 0
  while (goesOn()) {
    const beforeMs = costsMs()
    const { status } = await fetch(url)
    expect(status).toBe(200)
    worstMs = Math.max(worstMs, costsMs() - beforeMs)
  }
  return worstMs
}

// Status files of the real program: who waits for `paie.xml.sent` is never told of last time's file, and a
// crash at any step changes nothing.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { OutboxKeys } from '../helpers/road/configuration.ts'
import { bytesOf } from '../helpers/road/content.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'

const outbox: OutboxKeys = {
  ready: { rename: true },
  complete: false,
  take: ['*'],
  beside: { status: true },
}

const patiently = { interval: 20 }

async function given() {
  const road = await openRoad({ outbox })
  const names = () =>
    readdirSync(road.outbox)
      .filter((name) => name !== '.pesit-drop')
      .sort()
  return {
    ...road,
    names,
    async startToDieAt(failpoint: string) {
      process.env['PESIT_DROP_FAILPOINT'] = failpoint
      try {
        await road.start()
      } finally {
        delete process.env['PESIT_DROP_FAILPOINT']
      }
    },
    died: (failpoint: string) =>
      vi.waitFor(() => expect(road.said()).toContain(`killed at ${failpoint}`), patiently),
    untilThere: (...expected: string[]) =>
      vi.waitFor(() => expect(names()).toEqual(expected), patiently),
    told: (name = 'paie.xml.sent') =>
      JSON.parse(readFileSync(join(road.outbox, name), 'utf8')) as { id: string; state: string },
  }
}

const untilArchived = ({ transfers }: Pick<Road, 'transfers'>, count: number) =>
  vi.waitFor(async () => {
    const states = (await transfers()).map(({ state }) => state)
    expect(states).toEqual(Array.from({ length: count }, () => 'archived'))
  }, patiently)

/** What a program sees that looks again and again, until this stands there. */
async function polling(
  { outbox: folder, names }: { readonly outbox: string; names(): readonly string[] },
  until: (id: string) => boolean,
): Promise<{ readonly seen: ReadonlySet<string>; readonly most: number }> {
  const seen = new Set<string>()
  let most = 0
  await vi.waitFor(
    () => {
      const there = names()
      most = Math.max(most, there.filter((name) => name.startsWith('paie.xml.')).length)
      // While the file itself lies there it is not taken: nothing is said of it yet.
      if (there.includes('paie.xml')) throw new Error('not taken yet')
      const [status] = there.filter((name) => name.startsWith('paie.xml.'))
      if (status === undefined) throw new Error('nothing is said yet')
      const text = readFileSync(join(folder, status), 'utf8')
      const { id } = JSON.parse(text) as { id: string }
      seen.add(`${status} ${id}`)
      if (!status.endsWith('.sent') || !until(id)) throw new Error('not sent yet')
    },
    { interval: 2 },
  )
  return { seen, most }
}

test('who waits for paie.xml.sent is told of the file that was dropped, not of last time’s', async () => {
  const road = await given()
  const { start, drop, until, untilThere, misbehave, told } = road
  await start()
  drop('paie.xml', bytesOf(5_000))
  await until('paie.xml', 'archived')
  await untilThere('paie.xml.sent')
  const first = told().id
  misbehave('delay:create=1500')
  drop('paie.xml', bytesOf(5_000, 2))
  const { seen, most } = await polling(road, (id) => id !== first)
  const second = told().id
  expect([...seen].sort()).toEqual([`paie.xml.sent ${second}`, `paie.xml.waiting ${second}`])
  expect(most, 'status files beside each other').toBe(1)
})

test.each(['status.written:1', 'status.cleared:2', 'status.named:1', 'status.named:2'])(
  'a crash at %s leaves no two words, and the file is sent once and told as sent',
  async (failpoint) => {
    const road = await given()
    const { startToDieAt, died, start, kill, drop, names, until, untilThere, told } = road
    await startToDieAt(failpoint)
    drop('paie.xml', bytesOf(5_000))
    await died(failpoint.slice(0, -2))
    await kill()
    expect(names().filter((name) => name.startsWith('paie.xml.')).length).toBeLessThanOrEqual(1)
    await start()
    await until('paie.xml', 'archived')
    await untilThere('paie.xml.sent')
    expect(told()).toMatchObject({ state: 'sent', bank: 'bank' })
    await untilArchived(road, 1)
  },
  60_000,
)

test.each([
  ['outbox.cleared', ['paie.xml']],
  ['claim.one', []],
  ['outbox.claimed', []],
  ['outbox.recorded', []],
] as const)(
  'a crash at %s of the second file of a name leaves nothing that was said of the first',
  async (failpoint, left) => {
    const road = await given()
    const { startToDieAt, died, start, stop, kill, drop, names, until, untilThere, told } = road
    await start()
    drop('paie.xml', bytesOf(5_000))
    await until('paie.xml', 'archived')
    await untilThere('paie.xml.sent')
    const first = told().id
    await stop()
    await startToDieAt(failpoint)
    drop('paie.xml', bytesOf(5_000, 2))
    await died(failpoint)
    await kill()
    expect(names().filter((name) => name !== 'paie.xml.waiting')).toEqual(left)
    await start()
    await vi.waitFor(() => expect(told().id).not.toBe(first), patiently)
    await untilThere('paie.xml.sent')
    await untilArchived(road, 2)
  },
  60_000,
)

test('a crash while a held one makes room loses nothing of what waits for a person', async () => {
  const { startToDieAt, died, start, stop, kill, drop, names, until, untilThere, ...road } =
    await given()
  await start()
  drop('autre.xml', bytesOf(5_000))
  await until('autre.xml', 'archived')
  drop('paie.xml', bytesOf(5_000))
  const { id } = await until('paie.xml', 'held')
  await untilThere('autre.xml.sent', 'paie.xml.held')
  await stop()
  await startToDieAt('status.aside')
  drop('paie.xml', bytesOf(5_000, 2))
  await died('status.aside')
  await kill()
  expect(names()).toContain(`paie.xml~${id}.held`)
  await start()
  await untilThere('autre.xml.sent', 'paie.xml.sent', `paie.xml~${id}.held`)
  expect(road.told(`paie.xml~${id}.held`)).toMatchObject({ id, state: 'held' })
})

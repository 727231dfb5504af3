// Banks that give the same statement again: under a new number and "now" as its date at each SELECT, or after
// a line that broke before their answer to TRANS.END. The inbox has it once, and `status` says what the bank
// does.

import { readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { partner } from '../helpers/road/configuration.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'

async function inInbox(road: Road, count: number): Promise<readonly string[]> {
  const names = await road.untilInbox(count)
  return names.map((name) => readFileSync(join(road.inbox, name), 'utf8')).sort()
}

const committed = ['committed', 'confirmed', 'delivered', 'archived']

test('a bank that offers for ever under new numbers and dates fills no inbox, and is named until it stops', async () => {
  const road = await openRoad()
  road.misbehave('repeat:always')
  road.offer('releve.txt', 'statement')
  await road.start()
  const asked = await road.cli('poll', 'RELEVES')
  expect(asked.out).toMatch(/1 file received\. bank keeps offering RELEVES/)
  expect(await inInbox(road, 1)).toEqual(['statement'])

  const status = await road.cli('status')
  expect(status.code).toBe(3)
  expect(status.out).toMatch(
    /bank keeps offering RELEVES that we have: once so far, .*releve\.txt.*The fault is on the side of bank/,
  )

  await road.kill()
  await road.start()
  await road.cli('poll', 'RELEVES')
  road.offer('nouveau.txt', 'a new one')
  await road.cli('poll', 'RELEVES')
  expect(await inInbox(road, 2)).toEqual(['a new one', 'statement'])
  const [first] = await road.transfers()
  expect((await road.cli('show', first?.id ?? '')).out).toMatch(/bank offered this file again/)

  road.behave()
  await road.cli('poll', 'RELEVES')
  expect((await road.cli('poll', 'RELEVES')).out).toMatch(/has no RELEVES/)
  expect((await road.cli('status')).out).toMatch(/All well/)
  expect(await inInbox(road, 2)).toHaveLength(2)
})

test('a line that breaks before the answer to TRANS.END, at a bank that numbers anew, leaves one statement', async () => {
  const road = await openRoad()
  road.misbehave('repeat:always')
  road.misbehave('cut:transfer-end')
  road.offer('releve.txt', 'statement')
  await road.start()
  expect((await road.cli('poll', 'RELEVES')).out).toMatch(/The line with bank broke/)
  await road.until('releve.txt', 'delivered', 'archived')
  await road.cli('poll', 'RELEVES')
  expect(await inInbox(road, 1)).toEqual(['statement'])
  const shown = (await road.transfers()).filter(
    ({ state, sameAs }) => committed.includes(state) && sameAs === null,
  )
  expect(shown).toHaveLength(1)
  const facts = await road.facts(shown[0]?.id ?? '')
  expect(facts.join('\n')).toMatch(/the bank had not heard that we have it/)
})

test('two days without a movement have the same bytes: both statements are shown, the second is marked', async () => {
  const road = await openRoad()
  await road.start()
  const dayMs = 24 * 60 * 60 * 1000
  for (const [day, atMs] of [Date.now() - dayMs, Date.now()].entries()) {
    road.offer('releve.txt', 'no movement')
    const path = join(road.bank.offersFolder(partner, 'RELEVES'), 'releve.txt')
    utimesSync(path, atMs / 1000, atMs / 1000)
    await road.cli('poll', 'RELEVES')
    await road.untilInbox(day + 1)
  }
  expect(await inInbox(road, 2)).toEqual(['no movement', 'no movement'])
  const second = (await road.transfers()).at(-1)
  expect(second?.reason).toMatch(/Its bytes equal those of releve\.txt/)
  expect((await road.cli('status')).out).toMatch(/All well/)
})

test('a program that asks a bank that repeats itself gets the one statement, each time', async () => {
  const road = await openRoad({ top: { http: { listen: '127.0.0.1:0' } } })
  road.misbehave('repeat:always')
  road.offer('releve.txt', 'statement')
  await road.start()
  const receive = async () => {
    const line = road.said().find((text) => text.includes('The API listens')) ?? '{}'
    const { addresses = [] } = JSON.parse(line) as { addresses?: string[] }
    const response = await fetch(`${addresses[0]}/api/transfers/receive`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ serverId: 1, virtualFile: 'RELEVES', remoteFilename: 'releve.txt' }),
    })
    return (await response.json()) as { readonly status: string; readonly id: string }
  }
  const first = await receive()
  expect(first).toMatchObject({ status: 'COMPLETED' })
  expect(await receive()).toEqual(expect.objectContaining({ status: 'COMPLETED', id: first.id }))
  expect(await inInbox(road, 1)).toEqual(['statement'])
})

test('an inbox takes no more within an hour than its bound, says so, and loses nothing', async () => {
  const road = await openRoad({
    inbox: { when: '0 0 1 1 *', maximumFiles: 2, maximumFilesPerHour: 3 },
  })
  await road.start()
  for (const name of ['1.txt', '2.txt', '3.txt', '4.txt']) road.offer(name, `statement ${name}`)
  expect((await road.cli('poll', 'RELEVES')).out).toMatch(/2 files received\. More are not taken/)
  expect((await road.cli('status')).out).toMatch(/All well/)
  expect((await road.cli('poll', 'RELEVES')).out).toMatch(/1 file received\. More are not taken/)
  const third = await road.cli('poll', 'RELEVES')
  expect(third.out).toMatch(/bank gave 3 files of RELEVES .*within an hour/)
  // It goes on by itself when the hour is over: told, and no matter for a person yet.
  const status = await road.cli('status')
  expect(status.code).toBe(0)
  expect(status.out).toContain('one trouble heals by itself')
  expect(await inInbox(road, 3)).toHaveLength(3)
})

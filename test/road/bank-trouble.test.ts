// A bank that cannot be talked with is one trouble, whoever met it first, and any conversation that reaches
// it ends it.

import { expect, test } from 'vitest'
import { runCli } from '../helpers/road/cli.ts'
import { openRoadInProcess } from '../helpers/road/open.ts'

const patient = { retry: { afterBreak: '10m', firstDelay: '10m', maximumDelay: '10m' } }

test('an ask and a sending that meet the same closed bank are one trouble, and a good ask ends it', async () => {
  const road = await openRoadInProcess({ bank: patient })
  road.misbehave('refuse:connect=3-303')
  road.misbehave('refuse:connect=3-303')
  const daemon = await road.start()
  road.drop('paie.xml', 'pay')
  await road.until('paie.xml', 'waiting')
  await daemon.pollAll()
  const conditions = await road.reading((ledger) => ledger.conditions())
  expect(conditions.map(({ subject, code }) => [subject, code])).toEqual([
    ['bank:bank', 'BANK-BUSY'],
  ])
  const status = await runCli(['status', '--config', road.config])
  expect(status.out).toMatch(/1 under way; nothing waits for a person; one trouble heals by itself/)
  expect(status.out).toMatch(/Behind it: 1 file of VIREMENTS waits?; RELEVES cannot be asked for/)
  expect(status.code).toBe(0)

  await daemon.pollAll()
  await road.untilWell()
  const after = await runCli(['status', '--config', road.config])
  expect(after.out).toMatch(/All well/)
})

test('a file that waits says for what and until when, a retry means now, and so does any good conversation', async () => {
  const road = await openRoadInProcess({ bank: patient, top: { http: { listen: '127.0.0.1:0' } } })
  road.misbehave('refuse:connect=3-303')
  const daemon = await road.start()
  road.drop('a.xml', 'a')
  await road.until('a.xml', 'waiting')
  road.drop('b.xml', 'b')
  const queued = await road.until('b.xml', 'queued')
  const cli = (...args: string[]) => runCli([...args, '--config', road.config])
  const shown = await cli('show', queued.id)
  expect(shown.out).toMatch(/bank is left alone until .* after PESIT-3-303.*A retry ends that/)
  const listed = await cli('list', '--json')
  expect(JSON.parse(listed.out)).toMatchObject([
    { name: 'b.xml', waitingFor: { code: 'WAITS-REST', arguments: { code: 'PESIT-3-303' } } },
    { name: 'a.xml', waitingFor: { code: 'WAITS-TIME' } },
  ])
  // Refused once more, then taken: a retry of what is queued calls the bank now.
  road.misbehave('refuse:connect=3-303')
  expect((await cli('retry', queued.id)).code).toBe(0)
  await road.until('b.xml', 'waiting')
  road.drop('c.xml', 'c')
  await road.until('c.xml', 'queued')
  // An ask that goes well ends the rest: nobody has to say so.
  await daemon.pollAll()
  await road.until('c.xml', 'archived')
})

// A bank that cannot be talked with is one trouble, whoever met it first, and any conversation that reaches it ends it.

import { expect, test } from 'vitest'
import { openNear } from '../helpers/near-road.ts'
import { runCli } from '../helpers/road.ts'

const patient = '    retry: { afterBreak: 10m, firstDelay: 10m, maximumDelay: 10m }'

test('an ask and a sending that meet the same closed bank are one trouble, and a good ask ends it', async () => {
  const near = await openNear({ bank: patient })
  near.misbehave('refuse:connect=3-303')
  near.misbehave('refuse:connect=3-303')
  const daemon = await near.start()
  near.drop('paie.xml', 'pay')
  await near.until('paie.xml', 'waiting')
  await daemon.pollAll()
  const conditions = await near.reading((ledger) => ledger.conditions())
  expect(conditions.map(({ subject, code }) => [subject, code])).toEqual([
    ['bank:bank', 'BANK-BUSY'],
  ])
  const status = await runCli(['status', '--config', near.config])
  expect(status.out).toMatch(/1 under way; nothing waits for a person; one trouble heals by itself/)
  expect(status.out).toMatch(/Behind it: 1 file of VIREMENTS waits?; RELEVES cannot be asked for/)
  expect(status.code).toBe(0)

  await daemon.pollAll()
  await near.untilWell()
  const after = await runCli(['status', '--config', near.config])
  expect(after.out).toMatch(/All well/)
})

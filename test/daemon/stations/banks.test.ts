// What is reported of a bank when the refusal of another bank with the same account ends.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { closeBanks, openBanks } from '../../../src/daemon/stations/banks.ts'
import { openLedger } from '../../../src/ledger/open.ts'
import { present } from '../../../src/lib/assert.ts'
import { systemClock } from '../../../src/lib/time/clock.ts'
import { silentLog } from '../../../src/lib/log.ts'
import { openRoadInProcess } from '../../helpers/road/open.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const patiently = { interval: 10 }

/** Two banks of the configuration that are one account, for two customers (PI 3 bis). */
async function world() {
  const road = await openRoadInProcess()
  const loaded = loadConfig(road.config)
  if (loaded.kind !== 'ok') throw new Error('the configuration of the test is wrong')
  const [one] = loaded.config.banks
  const own = present(one, 'the bank of the test')
  const config = {
    ...loaded.config,
    banks: [own, { ...own, id: 2, name: 'other', client: 'BRANCH' }],
  }
  const ledger = await openLedger({ folder: tempFolder(), clock: systemClock, mount: null })
  const deps = { config, ledger, clock: systemClock, log: silentLog, environment: {} }
  const { banks } = await openBanks(deps)
  onTestFinished(async () => {
    await closeBanks(banks)
    await ledger.close()
  })
  const probe = (name: string) => at(name).bank.probe(new AbortController().signal)
  const at = (name: string) => present(banks.get(name), 'a bank of the test')
  const codes = async () =>
    Object.fromEntries((await ledger.conditions()).map(({ subject, code }) => [subject, code]))
  return { road, at, probe, codes, password: join(road.folder, 'password') }
}

test('when a refusal ends, another bank with the same account is still reported as silent', async () => {
  const { road, at, probe, codes, password } = await world()
  writeFileSync(password, 'WRONG')
  await probe('bank')
  road.misbehave('cut:connect')
  await probe('other')
  expect(await codes()).toEqual({ 'bank:bank': 'ACCESS-REFUSED', 'bank:other': 'BANK-SILENT' })
  expect([at('bank').account.mayCall(), at('other').account.mayCall()]).toEqual(['no', 'no'])
  writeFileSync(password, 'SECRET01')
  expect([at('other').account.mayCall(), at('bank').account.mayCall()]).toEqual(['yes', 'yes'])
  await vi.waitFor(
    async () => expect(await codes()).toEqual({ 'bank:other': 'BANK-SILENT' }),
    patiently,
  )
})

// A bank whose software never takes away what was fetched, and cannot go on with a broken file: PeSIT Wizard
// as it was seen, played from bytes. An ask ends, nothing is shown twice, and nothing is spliced.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { BankKeys } from '../helpers/road/configuration.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'
import { startWizardServer, wizardFile } from '../helpers/wizard-server.ts'

const wizard: BankKeys = {
  dialect: 'pesit-wizard',
  sync: { interval: '64 KB', window: 1 },
  retry: { afterBreak: '0s', firstDelay: '250ms', maximumDelay: '1s' },
}

async function shown(road: Road): Promise<readonly Buffer[]> {
  const names = await road.untilInbox(1)
  return names.map((name) => readFileSync(join(road.inbox, name)))
}

test('what is offered again and again is fetched twice an ask at most, and shown once, without the stray length', async () => {
  const server = await startWizardServer()
  const road = await openRoad({ bank: wizard, port: server.port })
  await road.start()
  const asked = await road.cli('poll', 'RELEVES')
  expect(asked.out).toMatch(/1 file received\. bank keeps offering RELEVES .*take it away/)
  expect(server.asked).toEqual(['SELECT', 'READ from 0', 'SELECT', 'READ from 0'])
  expect((await road.cli('poll', 'RELEVES')).out).toMatch(/bank keeps offering RELEVES/)
  expect(server.asked).toHaveLength(8)
  expect(await shown(road)).toEqual([wizardFile])
})

test('after a break with `restart: false` the file is fetched from its start, though a sync point was acknowledged', async () => {
  const server = await startWizardServer()
  const road = await openRoad({ bank: wizard, port: server.port })
  await road.start()
  server.cutNextReading()
  const asked = await road.cli('poll', 'RELEVES')
  expect(asked.out).toMatch(/The line with bank broke/)
  await road.cli('poll', 'RELEVES')
  await vi.waitFor(() => expect(server.asked.length).toBeGreaterThanOrEqual(4))
  expect(new Set(server.asked)).toEqual(new Set(['SELECT', 'READ from 0']))
  expect(await shown(road)).toEqual([wizardFile])
  const [first] = [...(await road.transfers())]
  expect(first).toMatchObject({ attempts: 2, sizeBytes: wizardFile.length })
})

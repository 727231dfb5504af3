// Status files of the real program, through a crash right after one was written.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { bytesOf, openRoad } from '../helpers/road.ts'

const outbox = `    ready: { rename: true }
    complete: false
    take: ["*"]
    beside: { status: true }`

test('a status file is written once, is never sent, and a crash beside it changes nothing', async () => {
  const road = await openRoad({ outbox })
  const names = () => readdirSync(road.outbox).filter((name) => name !== '.pesit-drop')
  process.env['PESIT_DROP_FAILPOINT'] = 'status.named:1'
  try {
    await road.start()
  } finally {
    delete process.env['PESIT_DROP_FAILPOINT']
  }
  road.drop('paie.xml', bytesOf(5_000))
  await vi.waitFor(() => expect(names()).toEqual(['paie.xml.sent']), { timeout: 20_000 })
  await vi.waitFor(() => expect(road.said()).toContain('killed at status.named'))
  await road.kill()
  await road.start()
  road.drop('paie-2.xml', bytesOf(5_000, 2))
  await road.until('paie-2.xml', 'archived')
  await vi.waitFor(() => expect(names().sort()).toEqual(['paie-2.xml.sent', 'paie.xml.sent']), {
    timeout: 20_000,
  })
  const told = JSON.parse(readFileSync(join(road.outbox, 'paie.xml.sent'), 'utf8')) as object
  expect(told).toMatchObject({ state: 'sent', bank: 'bank' })
  expect((await road.transfers()).map(({ name }) => name)).toEqual(['paie.xml', 'paie-2.xml'])
})

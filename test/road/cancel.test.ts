// Cancelling by a file in the real program, killed at each step between the order and the end of its file.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { OutboxKeys } from '../helpers/road/configuration.ts'
import { bytesOf, sha256 } from '../helpers/road/content.ts'
import { openRoad } from '../helpers/road/open.ts'

const outbox: OutboxKeys = {
  ready: { rename: true },
  complete: false,
  beside: { status: true, cancel: true },
}

test.each([
  // Taken with the order beside it, and no row yet.
  'claim.synced',
  // The order is on record, its file is still there.
  'cancel.answered',
  // It is taken away, and not removed.
  'cancel.taken',
])(
  'killed at %s, the file is cancelled once and never sent, and nothing is left',
  async (point) => {
    const road = await openRoad({ outbox })
    road.drop('paie.xml', bytesOf(5_000))
    road.drop('paie.xml.cancel', '')
    process.env['PESIT_DROP_FAILPOINT'] = `${point}:1`
    // It may be dead before it says that it runs.
    const died = road.start().catch(() => undefined)
    await vi
      .waitFor(() => expect(road.said()).toContain(`killed at ${point}`), { timeout: 20_000 })
      .finally(() => delete process.env['PESIT_DROP_FAILPOINT'])
    await road.start()
    await died
    const names = () => readdirSync(road.outbox).filter((name) => name !== '.pesit-drop')
    await vi.waitFor(() => expect(names()).toEqual(['paie.xml.cancelled']))
    road.drop('autre.xml', bytesOf(5_000, 2))
    await road.until('autre.xml', 'archived')
    const transfers = await road.transfers()
    expect(transfers.map(({ name, state }) => [name, state])).toEqual([
      ['paie.xml', 'cancelled'],
      ['autre.xml', 'archived'],
    ])
    expect(road.bank.received().map((file) => file.sha256)).toEqual([sha256(bytesOf(5_000, 2))])
    const claimed = join(road.outbox, '.pesit-drop', 'claimed')
    const left = readdirSync(claimed, { recursive: true, encoding: 'utf8' })
    expect(left.filter((path) => path.endsWith('.cancel'))).toEqual([])
  },
)

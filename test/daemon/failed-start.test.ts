// A start that fails at any of its steps leaves nothing behind: no file is claimed, no bank is called, the
// ledger and the sockets are free, the reason is reported, and the next start works.

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import type { TopKeys } from '../helpers/road/configuration.ts'
import { bytesOf } from '../helpers/road/content.ts'
import { type RoadInProcess, openRoadInProcess } from '../helpers/road/open.ts'
import { nextStep } from '../helpers/next-step.ts'

const content = bytesOf(20_000)

interface Broken {
  readonly top?: TopKeys
  /** Gives what mends it. */
  readonly breakIt: (road: RoadInProcess) => Promise<() => unknown>
  readonly told: object | RegExp
}

async function takenPort(): Promise<{ readonly port: number; free(): Promise<void> }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a port was wanted')
  const free = () => new Promise<void>((resolve) => void server.close(() => resolve()))
  return { port: address.port, free }
}

const port = await takenPort()

const steps: readonly (readonly [string, Broken])[] = [
  [
    'the port on which banks call is taken',
    {
      top: { listen: { port: port.port } },
      breakIt: () => Promise.resolve(() => port.free()),
      told: {
        code: 'PORT-TAKEN',
        message: `Banks cannot call on 127.0.0.1 port ${port.port}: another program has that port. Nothing was taken or sent; pesit-drop does not run.`,
        coded: nextStep('`listen`'),
      },
    },
  ],
  [
    'the place of the control socket is taken by a folder',
    {
      breakIt(road) {
        const path = join(road.data, 'control.sock')
        mkdirSync(join(path, 'inside'), { recursive: true })
        return Promise.resolve(() => rmSync(path, { recursive: true }))
      },
      told: { message: expect.stringContaining('control.sock') },
    },
  ],
  [
    'the ledger is in use',
    {
      async breakIt(road) {
        const other = await openLedger({ folder: road.data, clock: systemClock, zone: 'UTC' })
        return () => other.close()
      },
      told: { code: 'LEDGER-LOCKED' },
    },
  ],
  [
    'the spool is no folder',
    {
      breakIt(road) {
        mkdirSync(road.data, { recursive: true })
        writeFileSync(join(road.data, 'spool'), '')
        return Promise.resolve(() => rmSync(join(road.data, 'spool')))
      },
      told: { message: expect.stringContaining('spool') },
    },
  ],
  [
    'the keys of webhooks cannot be read',
    {
      breakIt(road) {
        mkdirSync(join(road.data, 'webhooks.key'), { recursive: true })
        return Promise.resolve(() => rmSync(join(road.data, 'webhooks.key'), { recursive: true }))
      },
      told: { message: expect.stringMatching(/webhooks\.key|EISDIR/) },
    },
  ],
]

test.each(steps)('%s', async (_, { top = {}, breakIt, told }) => {
  const road = await openRoadInProcess({ top })
  road.drop('paie.xml', content)
  const mend = await breakIt(road)
  await expect(road.start()).rejects.toMatchObject(told)
  expect(existsSync(join(road.outbox, 'paie.xml'))).toBe(true)
  expect(road.copies(content)).toBe(0)
  expect(existsSync(join(road.data, 'control.sock', 'inside')) || isGone(road)).toBe(true)
  await mend()
  // Who holds the lock is nobody: the ledger can be opened at once.
  const ledger = await openLedger({ folder: road.data, clock: systemClock, zone: 'UTC' })
  expect(await ledger.list({ limit: 1 })).toEqual([])
  await ledger.close()
  await road.start()
  await road.until('paie.xml', 'archived')
  expect(road.copies(content)).toBe(1)
})

const isGone = (road: RoadInProcess) => !existsSync(join(road.data, 'control.sock'))

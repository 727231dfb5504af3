// Files asked for by their name, at banks that spell names in their own way, or are asked by name in SELECT.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { partner } from '../helpers/road/configuration.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'

const top = { http: { listen: '127.0.0.1:0' } }

interface Told {
  readonly status: string
  readonly id: string | null
  readonly remoteFilename: string
  readonly code: string
}

async function receive(road: Road, remoteFilename: string): Promise<Told> {
  const line = road.said().find((text) => text.includes('The API listens')) ?? '{}'
  const { addresses = [] } = JSON.parse(line) as { addresses?: string[] }
  const response = await fetch(`${addresses[0]}/api/transfers/receive`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ serverId: 1, virtualFile: 'RELEVES', remoteFilename }),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Told
}

test('a bank that writes _ for é is understood, now and when it has given the file already', async () => {
  const road = await openRoad({ top })
  await road.start()
  road.offer('autre.txt', 'another')
  road.offer('relev_-07.txt', 'statement')
  const told = await receive(road, 'relevé-07.txt')
  expect(told).toMatchObject({ status: 'COMPLETED', remoteFilename: 'relev_-07.txt' })
  expect(await receive(road, 'relevé-07.txt')).toMatchObject({ status: 'COMPLETED', id: told.id })
  expect(await receive(road, 'relevè-08.txt')).toMatchObject({
    status: 'FAILED',
    code: 'PESIT-2-205',
  })
})

test('a bank that is asked by name in PI 12 gives that file first, then what else waits', async () => {
  const road = await openRoad({
    top,
    bank: { fileName: '{virtualFile}.{name}' },
    sandbox: { files: { offered: ['RELEVES', 'RELEVES.demande.txt'] } },
  })
  const named = road.bank.offersFolder(partner, 'RELEVES.demande.txt')
  mkdirSync(named, { recursive: true })
  writeFileSync(join(named, 'chez-nous.txt'), 'asked for')
  road.offer('autre.txt', 'another')
  await road.start()
  const told = await receive(road, 'demande.txt')
  expect(told).toMatchObject({ status: 'COMPLETED', remoteFilename: 'chez-nous.txt' })
  await road.untilInbox(2)
  const fetched = (await road.transfers()).map(({ id, pesit }) => [id === told.id, pesit?.label])
  expect(fetched).toEqual([
    [true, 'chez-nous.txt'],
    [false, 'autre.txt'],
  ])
})

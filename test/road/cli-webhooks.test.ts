// `webhooks` at a terminal, through the socket of a real daemon.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openRoad } from '../helpers/road/open.ts'
import { answering, startWebhookReceiver } from '../helpers/webhook-receiver.ts'

test('webhooks are added, listed, tested, looked at, sent again and removed; a secret is never an argument nor an answer', async () => {
  const receiver = await startWebhookReceiver()
  const road = await openRoad()
  await road.start()
  const secret = join(road.folder, 'secret')
  writeFileSync(secret, 'un secret bien gardé\n')
  const webhooks = (...args: string[]) => road.cli('webhooks', ...args)
  const printed: string[] = []
  const well = async (...args: string[]) => {
    const done = await webhooks(...args)
    expect([done.code, done.err], args.join(' ')).toEqual([0, ''])
    printed.push(done.out)
    return done.out
  }
  expect(await well('list', '--json')).toBe('[]\n')
  await well('add', receiver.url, '--secret-file', secret, '--event', 'TRANSFER_COMPLETED')
  const [row] = JSON.parse(await well('list', '--json')) as { id: string; url: string }[]
  const id = row?.id ?? ''
  expect(row).toMatchObject({ url: receiver.url, events: ['TRANSFER_COMPLETED'], deadLetters: 0 })
  await well('test', id)
  expect(receiver.heard.map(({ told }) => told.event)).toEqual(['TEST'])

  road.drop('paie.xml', '<Document/>')
  await road.until('paie.xml', 'archived')
  await expect.poll(() => receiver.heard.length, { timeout: 20_000 }).toBe(2)
  const owed = async (...args: string[]) =>
    JSON.parse(await well('deliveries', ...args, '--json')) as { id: string; state: string }[]
  await expect.poll(() => owed(id), { timeout: 20_000 }).toMatchObject([{ state: 'delivered' }])
  await well('redeliver', (await owed())[0]?.id ?? '')
  await expect.poll(() => receiver.heard.length, { timeout: 20_000 }).toBe(3)
  expect(receiver.heard[2]?.headers['webhook-id']).toBe(receiver.heard[1]?.headers['webhook-id'])

  receiver.answerWith(answering(500))
  expect((await webhooks('test', id)).code).not.toBe(0)
  await well('remove', id)
  expect(await well('list', '--json')).toBe('[]\n')
  const gone = await webhooks('test', id)
  expect([gone.code === 0, gone.err]).toEqual([false, expect.stringContaining('no webhook')])
  expect([...printed, ...road.said()].join('\n')).not.toContain('un secret bien gardé')
  const refused = await webhooks('add', 'http://169.254.169.254/', '--secret-file', secret)
  expect([refused.code === 0, refused.err]).toEqual([
    false,
    expect.stringContaining('not accepted'),
  ])
  await road.stop()
  expect((await webhooks('list')).code).toBe(10)
}, 120_000)

// Webhooks of the real program: told of real files, through a crash between the fact and its telling.

import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import type { TopKeys } from '../helpers/road/configuration.ts'
import { bytesOf, sha256, sha256OfFile } from '../helpers/road/content.ts'
import { openRoad } from '../helpers/road/open.ts'
import { answering, startWebhookReceiver } from '../helpers/webhook-receiver.ts'

const secretFile = (folder: string) => `${folder}/password`
const until = (check: () => void) => vi.waitFor(check, { interval: 50 })

/** The password file of the bank serves as the secret too: SECRET01. */
const webhooks = (url: string): TopKeys => ({
  webhooks: [
    {
      url,
      events: ['TRANSFER_COMPLETED', 'TRANSFER_FAILED', 'FILE_REJECTED'],
      secret: { file: 'password' },
    },
  ],
})

test('sent and received files are told with a path that can be opened, and a crash loses none', async () => {
  const receiver = await startWebhookReceiver(answering(500))
  const road = await openRoad({ top: webhooks(receiver.url) })
  await road.start()
  const content = bytesOf(50_000)
  road.drop('paie.xml', content)
  await road.until('paie.xml', 'archived')
  await until(() => expect(receiver.heard.length).toBeGreaterThan(0))
  await road.kill()
  receiver.answerWith(answering(204))
  const refused = receiver.heard.length
  await road.start()
  await until(() => expect(receiver.heard.length).toBeGreaterThan(refused))
  const sent = receiver.heard.at(-1)
  expect(sent?.headers['webhook-id']).toBe(receiver.heard[0]?.headers['webhook-id'])
  expect(sent?.told).toMatchObject({
    event: 'TRANSFER_COMPLETED',
    transfer: { direction: 'SEND', filename: 'paie.xml', size: 50_000, serverId: 1 },
  })
  expect(sha256OfFile(sent?.told.transfer.localPath ?? '')).toBe(sha256(content))
  const key = readFileSync(secretFile(road.folder), 'utf8')
  const expected = createHmac('sha256', key)
    .update(sent?.body ?? '')
    .digest('hex')
  expect(sent?.headers['x-pesitwizard-signature']).toBe(`sha256=${expected}`)

  const statement = bytesOf(30_000, 2)
  road.offer('releve.xml', statement)
  await road.cli('poll')
  await until(() => expect(receiver.heard.at(-1)?.told.transfer.direction).toBe('RECEIVE'))
  const received = receiver.heard.at(-1)?.told.transfer
  expect(sha256OfFile(received?.localPath ?? '')).toBe(sha256(statement))
  expect(await road.stop()).toBe(0)
})

test('a refusal of the bank is told as a failure', async () => {
  const receiver = await startWebhookReceiver()
  const road = await openRoad({ top: webhooks(receiver.url) })
  road.misbehave('refuse:create=2-226')
  await road.start()
  road.drop('refusee.xml', bytesOf(1_000))
  await road.until('refusee.xml', 'failed')
  await until(() => expect(receiver.heard[0]?.told.event).toBe('TRANSFER_FAILED'))
  expect(receiver.heard[0]?.told.transfer.filename).toBe('refusee.xml')
})

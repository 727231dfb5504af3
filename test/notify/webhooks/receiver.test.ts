// Webhooks are delivered over real sockets to receivers that are slow, broken, hostile or gone.

import type { ServerResponse } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { silentLog } from '../../../src/lib/log.ts'
import { startWebhooks } from '../../../src/notify/webhooks/start.ts'
import { drive, newTransfer } from '../../helpers/new-transfer.ts'
import { answering, type Heard, startWebhookReceiver } from '../../helpers/webhook-receiver.ts'
import {
  addTo,
  day,
  documented,
  given,
  secret,
  sentFile,
  standard,
  until,
  untilHeard,
  verifySignature,
} from '../../helpers/webhooks.ts'
import { withCode } from '../../helpers/messages.ts'

describe('a delivery', () => {
  test('is the documented body, signed in the documented way', async () => {
    const { ledger, clock, start } = await given()
    const receiver = await startWebhookReceiver()
    const webhooks = await start()
    await addTo(webhooks, receiver.url)
    const id = await sentFile(ledger)
    webhooks.ring()
    await untilHeard(receiver, 1)
    const [heard] = receiver.heard as [Heard]
    expect(heard).toMatchObject({ method: 'POST', url: '/hook' })
    expect(heard.headers['content-type']).toBe('application/json')
    expect(heard.told).toMatchObject({
      event: 'TRANSFER_COMPLETED',
      timestamp: new Date(clock.nowMs()).toISOString(),
      transfer: {
        id,
        direction: 'SEND',
        filename: 'paie.xml',
        localPath: '/archive/paie.xml',
        size: 1234,
        state: 'sent',
        serverId: 1,
        partnerId: 'ACME',
      },
    })
    expect(verifySignature(heard.body, documented(heard), secret)).toBe(true)
    expect(verifySignature(`${heard.body} `, documented(heard), secret)).toBe(false)
    await until(async () =>
      expect(await ledger.deliveries({ limit: 9 })).toMatchObject([
        { state: 'delivered', status: 200, attempts: 1 },
      ]),
    )
  })

  test('also carries the headers of Standard Webhooks, with the id of the delivery', async () => {
    const { ledger, clock, start } = await given()
    const receiver = await startWebhookReceiver()
    clock.jump(Date.now() - clock.nowMs())
    const webhooks = await start()
    await addTo(webhooks, receiver.url)
    await sentFile(ledger)
    webhooks.ring()
    await untilHeard(receiver, 1)
    const [heard] = receiver.heard as [Heard]
    expect(standard(heard, secret)).toMatchObject({ event: 'TRANSFER_COMPLETED' })
    expect(() => standard(heard, 'another')).toThrow()
    expect(heard.headers['webhook-id']).toBe((await ledger.deliveries({ limit: 1 }))[0]?.id)
  })

  test('of a received file is sent when the file is in its inbox', async () => {
    const { ledger, start } = await given()
    const receiver = await startWebhookReceiver()
    const webhooks = await start()
    await addTo(webhooks, receiver.url)
    const born = newTransfer({ direction: 'in', state: 'asked', name: '', folder: '/in' })
    await ledger.record([born])
    await drive(ledger, born.id, ['attempt-started', 'committed', 'named'], { name: 'releve.xml' })
    await drive(ledger, born.id, ['published', 'bank-confirmed', 'archived'])
    webhooks.ring()
    await untilHeard(receiver, 1)
    expect(receiver.heard[0]?.told.transfer).toMatchObject({
      direction: 'RECEIVE',
      filename: 'releve.xml',
    })
    expect(await ledger.deliveries({ limit: 9 })).toHaveLength(1)
  })

  test('about a folder that cannot be reached names no transfer', async () => {
    const { ledger, start } = await given()
    const receiver = await startWebhookReceiver()
    const webhooks = await start()
    await addTo(webhooks, receiver.url, ['FOLDER_UNREACHABLE'])
    await ledger.note('outbox:/out', withCode('FOLDER-MISSING', 'Gone.'))
    webhooks.ring()
    await untilHeard(receiver, 1)
    expect(receiver.heard[0]?.told).toMatchObject({
      event: 'FOLDER_UNREACHABLE',
      condition: { subject: 'outbox:/out', code: 'FOLDER-MISSING' },
      sentence: 'Gone.',
    })
    expect(receiver.heard[0]?.told).not.toHaveProperty('transfer')
  })

  test('waits while its file still moves, and names the final place', async () => {
    const { ledger, clock, folder } = await given()
    const receiver = await startWebhookReceiver()
    let passing = true
    const webhooks = await startWebhooks(
      {
        ledger,
        clock,
        log: silentLog,
        chance: () => 0,
        zone: 'Europe/Paris',
        placeOf: () => Promise.resolve({ path: passing ? '/spool/1' : '/archive/1', passing }),
        bankNumbers: () => null,
      },
      { configured: [], allow: null, dataFolder: folder },
    )
    onTestFinished(() => webhooks.stop())
    await addTo(webhooks, receiver.url)
    await sentFile(ledger)
    webhooks.ring()
    await until(async () =>
      expect((await ledger.deliveries({ limit: 1 }))[0]?.dueMs).toBe(clock.nowMs() + 500),
    )
    passing = false
    await clock.advance(500)
    await untilHeard(receiver, 1)
    expect(receiver.heard[0]?.told.transfer.localPath).toBe('/archive/1')
  })
})

describe('a receiver that fails', () => {
  test('that answers 500, then 200, gets the same delivery again under the same id', async () => {
    const { ledger, clock, start } = await given()
    const receiver = await startWebhookReceiver(answering(500))
    const webhooks = await start()
    await addTo(webhooks, receiver.url)
    await sentFile(ledger)
    webhooks.ring()
    await until(async () =>
      expect((await ledger.deliveries({ limit: 1 }))[0]).toMatchObject({
        attempts: 1,
        status: 500,
        error: 'It answered 500.',
        dueMs: clock.nowMs() + 5_000,
      }),
    )
    receiver.answerWith(answering(200))
    await clock.advance(5_000)
    await untilHeard(receiver, 2)
    const [first, second] = receiver.heard as [Heard, Heard]
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id'])
    expect(second.body).toBe(first.body)
    await until(async () =>
      expect((await ledger.deliveries({ limit: 1 }))[0]?.state).toBe('delivered'),
    )
  })

  test('is tried again when its Retry-After says', async () => {
    const { ledger, clock, start } = await given()
    const receiver = await startWebhookReceiver(answering(503, { 'retry-after': '120' }))
    const webhooks = await start()
    await addTo(webhooks, receiver.url)
    await sentFile(ledger)
    webhooks.ring()
    await until(async () =>
      expect((await ledger.deliveries({ limit: 1 }))[0]?.dueMs).toBe(clock.nowMs() + 120_000),
    )
  })

  test('that redirects has failed, and nothing is sent to the new address', async () => {
    const { ledger, start } = await given()
    const elsewhere = await startWebhookReceiver()
    const receiver = await startWebhookReceiver(answering(302, { location: elsewhere.url }))
    const webhooks = await start()
    await addTo(webhooks, receiver.url)
    await sentFile(ledger)
    webhooks.ring()
    await until(async () =>
      expect((await ledger.deliveries({ limit: 1 }))[0]?.error).toContain('redirects are not'),
    )
    expect(elsewhere.heard).toEqual([])
  })

  test('whose answer never ends is judged by its status', async () => {
    const { ledger, start } = await given()
    let written = 0
    const receiver = await startWebhookReceiver((_heard, response) => {
      response.writeHead(200)
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536
      }
      response.on('drain', pour).on('error', () => undefined)
      pour()
    })
    const webhooks = await start()
    await addTo(webhooks, receiver.url)
    await sentFile(ledger)
    webhooks.ring()
    await until(async () =>
      expect((await ledger.deliveries({ limit: 1 }))[0]?.state).toBe('delivered'),
    )
    expect(written).toBeLessThan(32 * 1024 * 1024)
  })

  test.each([
    ['never answers', () => undefined],
    [
      'drips its answer',
      (_heard: Heard, response: ServerResponse) => {
        response.writeHead(200)
        const drip = setInterval(() => response.write('.'), 50)
        response.on('close', () => clearInterval(drip)).on('error', () => undefined)
      },
    ],
  ])('one that %s holds its line for no longer than the time-out', async (_what, answer) => {
    const { ledger, start } = await given()
    const receiver = await startWebhookReceiver(answer)
    const webhooks = await start({ timeoutMs: 300 })
    await addTo(webhooks, receiver.url)
    await sentFile(ledger)
    webhooks.ring()
    await until(async () => expect((await ledger.deliveries({ limit: 1 }))[0]?.attempts).toBe(1))
  })

  test('that is gone delays no other, and is reported after a quarter of an hour', async () => {
    const { ledger, clock, start } = await given()
    const dead = await startWebhookReceiver()
    await dead.close()
    const alive = await startWebhookReceiver()
    const webhooks = await start()
    const id = await addTo(webhooks, dead.url)
    await addTo(webhooks, alive.url)
    for (let count = 0; count < 20; count += 1) await sentFile(ledger)
    webhooks.ring()
    await untilHeard(alive, 20)
    expect(await ledger.conditions()).toEqual([])
    await until(async () => {
      await clock.advance(60_000)
      expect(await ledger.conditions()).toMatchObject([
        { subject: `webhook:${id}`, code: 'WEBHOOK-FAILING' },
      ])
    })
    const back = await startWebhookReceiver(answering(204), Number(new URL(dead.url).port))
    await until(async () => {
      await clock.advance(60_000)
      expect(back.heard.length).toBe(20)
      expect(await ledger.conditions()).toEqual([])
    })
  })

  test('for three days leaves a dead letter that is reported and can be sent again', async () => {
    const { ledger, clock, start } = await given()
    const receiver = await startWebhookReceiver(answering(500))
    const webhooks = await start()
    const id = await addTo(webhooks, receiver.url)
    await sentFile(ledger)
    webhooks.ring()
    const bornMs = clock.nowMs()
    await until(async () => {
      const [delivery] = await ledger.deliveries({ limit: 1 })
      if (delivery?.state === 'dead') return
      await clock.advance(Math.max(1, Math.min(3_600_000, (delivery?.dueMs ?? 0) - clock.nowMs())))
      throw new Error('not yet')
    })
    const [dead] = await ledger.deliveries({ states: ['dead'], limit: 1 })
    expect(dead?.doneMs).toBeGreaterThanOrEqual(bornMs + 3 * day)
    expect(dead?.doneMs).toBeLessThan(bornMs + 3 * day + 3_600_000)
    expect(dead?.attempts).toBe(receiver.heard.length)
    await until(async () =>
      expect(await ledger.conditions()).toContainEqual(
        expect.objectContaining({ subject: `webhook-dead:${id}`, code: 'WEBHOOK-DEAD-LETTERS' }),
      ),
    )
    expect(await webhooks.list()).toMatchObject([{ dead: 1, pending: 0 }])

    receiver.answerWith(answering(200))
    await webhooks.redeliver(dead?.id ?? '')
    await until(async () => {
      await clock.advance(60_000)
      expect((await ledger.delivery(dead?.id ?? ''))?.state).toBe('delivered')
    })
    expect(receiver.heard.at(-1)?.headers['webhook-id']).toBe(dead?.id)
    await until(async () => expect(await ledger.conditions()).toEqual([]))
  })

  test('on one notice delays only the notices of the same transfer', async () => {
    const { ledger, clock, start } = await given()
    const receiver = await startWebhookReceiver(({ told }, response) => {
      response.writeHead(told.transfer.filename === 'poison.xml' ? 500 : 200).end()
    })
    const webhooks = await start({ atOnce: 1 })
    await addTo(webhooks, receiver.url, ['TRANSFER_STARTED', 'TRANSFER_COMPLETED'])
    await sentFile(ledger, 'poison.xml')
    for (let count = 0; count < 5; count += 1) await sentFile(ledger)
    webhooks.ring()
    await until(async () => {
      await clock.advance(1_000)
      expect(
        receiver.heard.filter(({ told }) => told.transfer.filename === 'paie.xml').length,
      ).toBe(10)
    })
    const poisoned = receiver.heard.filter(({ told }) => told.transfer.filename === 'poison.xml')
    expect(new Set(poisoned.map(({ told }) => told.event))).toEqual(new Set(['TRANSFER_STARTED']))
  })
})

describe('order and restarts', () => {
  test('the deliveries of one transfer come in order, whatever fails in between', async () => {
    const { ledger, clock, start } = await given()
    let calls = 0
    const receiver = await startWebhookReceiver((_heard, response) => {
      calls += 1
      response.writeHead(calls % 3 === 0 ? 500 : 200).end()
    })
    const webhooks = await start({ atOnce: 8 })
    await addTo(webhooks, receiver.url, [])
    const ids: string[] = []
    for (let count = 0; count < 8; count += 1) {
      const born = newTransfer()
      await ledger.record([born])
      await drive(ledger, born.id, ['held', 'released', 'attempt-started', 'finishing'])
      await drive(ledger, born.id, ['cut', 'confirmed-received', 'told'])
      ids.push(born.id)
    }
    webhooks.ring()
    await until(async () => {
      await clock.advance(1_000)
      expect((await ledger.deliveryCounts()).length).toBe(0)
    })
    for (const id of ids) {
      const events = receiver.heard
        .filter(({ told }) => told.transfer.id === id)
        .map(({ told }) => told.event)
      // Told again after a failure, never before one that came earlier.
      const inOrder = events.filter((event, index) => event !== events[index - 1])
      expect(inOrder).toEqual([
        'FILE_HELD',
        'FILE_RELEASED',
        'TRANSFER_STARTED',
        'TRANSFER_IN_DOUBT',
        'TRANSFER_COMPLETED',
        'BANK_MESSAGE',
      ])
    }
  })

  test('deliveries that were pending when the daemon died are sent after the next start', async () => {
    const { ledger, start } = await given()
    const receiver = await startWebhookReceiver()
    await addTo(await start(), receiver.url)
    await (await start()).stop()
    const id = await sentFile(ledger)
    expect(receiver.heard).toEqual([])
    await start()
    await untilHeard(receiver, 1)
    expect(receiver.heard[0]?.told.transfer.id).toBe(id)
    expect(
      verifySignature(
        receiver.heard[0]?.body ?? '',
        documented(receiver.heard[0] as Heard),
        secret,
      ),
    ).toBe(true)
  })

  test('a stop does not wait for a receiver that does not answer; the delivery that it cut off is sent again', async () => {
    const { ledger, start } = await given()
    const receiver = await startWebhookReceiver(() => undefined)
    const webhooks = await start()
    await addTo(webhooks, receiver.url)
    await sentFile(ledger)
    webhooks.ring()
    await untilHeard(receiver, 1)
    await webhooks.stop()
    expect(await ledger.deliveries({ limit: 1 })).toMatchObject([{ state: 'pending', attempts: 0 }])
    receiver.answerWith(answering(200))
    await start()
    await untilHeard(receiver, 2)
    expect(receiver.heard[1]?.body).toBe(receiver.heard[0]?.body)
  })
})

describe('a receiver that says that it is gone (410)', () => {
  test('gets nothing more, visibly, until its webhook is changed', async () => {
    const { ledger, start } = await given()
    const receiver = await startWebhookReceiver(answering(410))
    const webhooks = await start()
    const id = await addTo(webhooks, receiver.url)
    await sentFile(ledger)
    webhooks.ring()
    await until(async () =>
      expect(await ledger.conditions()).toMatchObject([
        { subject: `webhook-gone:${id}`, code: 'WEBHOOK-DISABLED' },
      ]),
    )
    await sentFile(ledger)
    webhooks.ring()
    expect(await webhooks.list()).toMatchObject([{ id, pending: 0, dead: 0 }])
    expect((await webhooks.list())[0]?.disabledMs).not.toBeNull()
    // Also after a restart.
    const again = await start()
    expect((await again.list())[0]?.disabledMs).not.toBeNull()
    expect(receiver.heard).toHaveLength(1)
    receiver.answerWith(answering(200))
    await again.change(id, {})
    expect(await ledger.conditions()).toEqual([])
    await sentFile(ledger)
    again.ring()
    await untilHeard(receiver, 2)
  })

  test('gets deliveries again when its program adds the webhook again, as at each of its starts', async () => {
    const { ledger, start } = await given()
    const receiver = await startWebhookReceiver(answering(410))
    const webhooks = await start()
    const id = await addTo(webhooks, receiver.url)
    await sentFile(ledger)
    webhooks.ring()
    await until(async () => expect((await webhooks.list())[0]?.disabledMs).not.toBeNull())
    expect(await addTo(webhooks, receiver.url)).toBe(id)
    expect(await webhooks.list()).toMatchObject([{ id, disabledMs: null }])
  })
})

// Webhooks over the API: as documented, without a secret in any answer, and with a name where it is needed.

import { createHmac } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { drive, queued } from '../helpers/new-transfer.ts'
import { call, startApi } from '../helpers/http.ts'
import { answering, startWebhookReceiver } from '../helpers/webhook-receiver.ts'

const json = { 'content-type': 'application/json' }
const secret = 'votre-secret-webhook'
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

async function added(
  base: string,
  url: string,
  events = ['TRANSFER_COMPLETED', 'TRANSFER_FAILED'],
) {
  const body = JSON.stringify({ url, events, secret })
  const told = await call(base, '/api/webhooks', { method: 'POST', headers: json, body })
  expect([told.status, told.text]).toEqual([200, expect.stringContaining('"id"')])
  return { told, id: (JSON.parse(told.text) as { id: string }).id }
}
const until = (check: () => Promise<void> | void) => vi.waitFor(check, { interval: 20 })

describe('the documented call', () => {
  test('adds a webhook without a key on this machine; its calls pass the documented check', async () => {
    const receiver = await startWebhookReceiver()
    const { base, ledger } = await startApi()
    const { told, id } = await added(base, receiver.url)
    expect(told.text).not.toContain(secret)
    const { id: transferId } = await queued(ledger)
    await drive(ledger, transferId, ['attempt-started', 'finishing', 'bank-acknowledged'])
    await call(base, `/api/v1/webhooks/${id}/test`, { method: 'POST' })
    await until(async () => {
      // Without the daemon nobody rings when something is owed; any order does.
      await call(base, '/api/webhooks/deliveries/none/drop', { method: 'POST' })
      const [delivery] = await ledger.deliveries({ limit: 1 })
      await call(base, `/api/webhooks/deliveries/${delivery?.id}/redeliver`, { method: 'POST' })
      expect(receiver.heard.at(-1)?.told.event).toBe('TRANSFER_COMPLETED')
    })
    const heard = receiver.heard.at(-1)
    const hex = createHmac('sha256', secret)
      .update(heard?.body ?? '')
      .digest('hex')
    expect(heard?.headers['x-pesitwizard-signature']).toBe(`sha256=${hex}`)
    expect(heard?.told.transfer.id).toBe(transferId)
  })

  test.each([
    [{ url: 'http://169.254.169.254/', secret }, 400, 'WEBHOOK-REFUSED'],
    [{ url: 'https://erp.example/', secret, events: ['DONE'] }, 400, 'WEBHOOK-REFUSED'],
    [{ url: 'https://erp.example/' }, 400, 'REQUEST-INVALID'],
    [{ secret }, 400, 'REQUEST-INVALID'],
  ])('%o is refused', async (body, status, code) => {
    const { base, ledger } = await startApi()
    const told = await call(base, '/api/webhooks', {
      method: 'POST',
      headers: json,
      body: JSON.stringify(body),
    })
    expect([told.status, (JSON.parse(told.text) as { code: string }).code]).toEqual([status, code])
    expect(told.text).not.toContain(secret)
    expect(await ledger.webhooks()).toEqual([])
  })
})

describe('an existing webhook', () => {
  test('is listed and shown without its secret', async () => {
    const { base } = await startApi()
    const { id } = await added(base, 'https://erp.example/hook')
    for (const path of ['/api/webhooks', `/api/v1/webhooks/${id}`]) {
      const told = await call(base, path)
      expect([told.status, told.text]).toEqual([200, expect.stringContaining('erp.example')])
      expect(told.text).not.toContain(secret)
    }
    expect((await call(base, '/api/webhooks/nobody')).status).toBe(404)
  })

  test.each(['DELETE', 'PATCH', 'PUT'])(
    'accepts a %s only from a caller with a name',
    async (method) => {
      const { base, key, ledger } = await startApi()
      const { id } = await added(base, 'https://erp.example/hook')
      const request = {
        method,
        ...(method === 'DELETE'
          ? { headers: {} }
          : { headers: json, body: JSON.stringify({ secret: 'le-nouveau' }) }),
      }
      expect((await call(base, `/api/webhooks/${id}`, request)).status).toBe(401)
      const headers = { ...request.headers, ...bearer(await key('operate')) }
      const told = await call(base, `/api/webhooks/${id}`, { ...request, headers })
      expect(told.status).toBe(200)
      expect(told.text).not.toContain('le-nouveau')
      const [left] = await ledger.webhooks()
      if (method === 'DELETE') expect(left).toBeUndefined()
      else expect(left?.previousSecret).not.toBe('')
    },
  )

  test('shows its ended and pending deliveries, and sends one again on request', async () => {
    const receiver = await startWebhookReceiver(answering(500))
    const { base, ledger } = await startApi()
    const { id } = await added(base, receiver.url)
    const { id: transferId } = await queued(ledger)
    await drive(ledger, transferId, ['attempt-started', 'bank-refused'])
    const listed = async () =>
      JSON.parse((await call(base, `/api/webhooks/${id}/deliveries?state=pending`)).text) as {
        id: string
        transferId: string
        event: string
        attempts: number
      }[]
    expect(await listed()).toMatchObject([{ transferId, event: 'TRANSFER_FAILED' }])
    const [{ id: deliveryId = '' } = {}] = await listed()
    receiver.answerWith(answering(204))
    const again = await call(base, `/api/webhooks/deliveries/${deliveryId}/redeliver`, {
      method: 'POST',
    })
    expect(again.status).toBe(200)
    await until(async () => expect(await listed()).toEqual([]))
    expect((await call(base, '/api/webhooks/deliveries?limit=1000')).status).toBe(400)
    const none = await call(base, `/api/webhooks/deliveries/${deliveryId}/drop`, { method: 'POST' })
    expect(none.status).toBe(404)
  })

  test('is tested, and the answer says how it responded', async () => {
    const receiver = await startWebhookReceiver(answering(302, { location: 'http://127.0.0.1/' }))
    const { base } = await startApi()
    const { id } = await added(base, receiver.url)
    const told = await call(base, `/api/webhooks/${id}/test`, { method: 'POST' })
    expect(JSON.parse(told.text)).toMatchObject({ told: false, status: 302 })
  })
})

describe('a webhook that is added again', () => {
  const url = 'https://erp.example/hook'
  const add = (base: string, over: object) =>
    call(base, '/api/webhooks', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ url, events: ['TRANSFER_COMPLETED'], secret, ...over }),
    })

  test('is the existing one; with other events or another URL it is another', async () => {
    const { base } = await startApi()
    const ids = await Promise.all(
      [{}, {}, { events: ['TRANSFER_FAILED'] }, { url: `${url}/other` }].map(
        async (over) => (JSON.parse((await add(base, over)).text) as { id: string }).id,
      ),
    )
    expect(ids[1]).toBe(ids[0])
    expect(new Set(ids).size).toBe(3)
    expect(JSON.parse((await call(base, '/api/webhooks')).text)).toHaveLength(3)
  })

  test('with another secret is refused, because that would change the calls to somebody else', async () => {
    const { base } = await startApi()
    await add(base, {})
    const told = await add(base, { secret: 'another' })
    expect([told.status, JSON.parse(told.text)]).toEqual([
      409,
      expect.objectContaining({ code: 'WEBHOOK-EXISTS' }),
    ])
  })

  test('is refused when there are a hundred', async () => {
    const { base } = await startApi()
    for (let nth = 0; nth < 100; nth += 1)
      expect((await add(base, { url: `${url}/${nth}` })).status).toBe(200)
    const told = await add(base, { url: `${url}/100` })
    expect([told.status, JSON.parse(told.text)]).toEqual([
      409,
      expect.objectContaining({ code: 'WEBHOOKS-TOO-MANY' }),
    ])
    expect((await add(base, { url: `${url}/7` })).status).toBe(200)
  })
})

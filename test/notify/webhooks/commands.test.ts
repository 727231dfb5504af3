// Secrets of webhooks, who may be a receiver, certificates, and test calls.

import { readFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ConfiguredWebhook } from '../../../src/notify/webhooks/start.ts'
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
import { refusalOf } from '../../helpers/refusal.ts'

describe('secrets', () => {
  test('are rotated: for a time the standard header is signed with both, the documented header with the new one', async () => {
    const { ledger, clock, start } = await given()
    const receiver = await startWebhookReceiver()
    clock.jump(Date.now() - clock.nowMs())
    const webhooks = await start()
    const id = await addTo(webhooks, receiver.url)
    await webhooks.change(id, { secret: 'le nouveau' })
    await sentFile(ledger)
    webhooks.ring()
    await untilHeard(receiver, 1)
    const [during] = receiver.heard as [Heard]
    expect(standard(during, secret)).toBeDefined()
    expect(standard(during, 'le nouveau')).toBeDefined()
    expect(verifySignature(during.body, documented(during), 'le nouveau')).toBe(true)
    clock.jump(3 * day)
    await sentFile(ledger)
    webhooks.ring()
    await untilHeard(receiver, 2)
    const after = receiver.heard[1] as Heard
    expect(String(after.headers['webhook-signature']).split(' ')).toHaveLength(1)
    expect(verifySignature(after.body, documented(after), 'le nouveau')).toBe(true)
  })

  test('are never returned, and are not stored in plain text in the ledger', async () => {
    const { ledger, folder, start } = await given()
    const webhooks = await start()
    const id = await addTo(webhooks, 'https://erp.example/')
    await webhooks.change(id, { secret: 'le-nouveau-secret' })
    expect(JSON.stringify(await webhooks.list())).not.toMatch(/secret bien|nouveau-secret/)
    await ledger.close()
    const bytes = readFileSync(join(folder, 'ledger.db'), 'latin1')
    expect(bytes).toContain('erp.example')
    expect(bytes).not.toContain('nouveau-secret')
    expect(bytes).not.toContain('un secret bien')
  })

  test('of the configuration are read at each try; when one is missing, nothing is sent unsigned', async () => {
    const { ledger, clock, start } = await given()
    const receiver = await startWebhookReceiver()
    let current = ''
    const configured: ConfiguredWebhook = {
      url: receiver.url,
      events: ['TRANSFER_COMPLETED'],
      header: 'X-Signature',
      secrets: () => {
        if (current === '') throw new Error('The environment variable is not set.')
        return { current, previous: null }
      },
      allow: null,
      ca: null,
    }
    const webhooks = await start({ configured: [configured] })
    await sentFile(ledger)
    webhooks.ring()
    await until(async () =>
      expect((await ledger.deliveries({ limit: 1 }))[0]?.error).toContain('not set'),
    )
    expect(receiver.heard).toEqual([])
    current = secret
    await clock.advance(5_000)
    await untilHeard(receiver, 1)
    const [heard] = receiver.heard as [Heard]
    expect(verifySignature(heard.body, String(heard.headers['x-signature']), secret)).toBe(true)
    const [{ id } = { id: '' }] = await webhooks.list()
    const refused = { kind: 'refused', message: { code: 'WEBHOOK-CONFIGURED' } }
    expect(await webhooks.change(id, { url: 'https://other.example/' })).toMatchObject(refused)
    expect(await webhooks.remove(id)).toMatchObject(refused)
  })
})

describe('who may be a receiver', () => {
  test.each([
    [{ url: 'http://169.254.169.254/' }, 'no webhook may lead'],
    [{ url: 'ftp://erp.example/' }, 'http'],
    [{ events: ['TRANSFER_DONE'] }, 'TRANSFER_COMPLETED'],
    [{ header: 'content-length' }, 'meaning of its own'],
    [{ header: 'X Signature' }, 'letters'],
    [{ secret: '' }, 'empty'],
  ])('%o is refused, with what is wrong', async (wrong, said) => {
    const { start } = await given()
    const webhooks = await start()
    const outcome = await webhooks.add({ url: 'https://erp.example/', secret, ...wrong })
    expect(refusalOf(outcome)).toContain(said)
    expect(await webhooks.list()).toEqual([])
  })

  test('a host name that leads to a forbidden address is never called', async () => {
    const { ledger, start } = await given()
    const receiver = await startWebhookReceiver()
    const { port } = new URL(receiver.url)
    const webhooks = await start({
      resolve: (_name, done) => done(null, [{ address: '169.254.169.254', family: 4 }]),
    })
    await addTo(webhooks, `http://erp.example:${port}/hook`)
    await sentFile(ledger)
    webhooks.ring()
    await until(async () =>
      expect((await ledger.deliveries({ limit: 1 }))[0]?.error).toContain('leads where it may not'),
    )
  })

  test('a host name is called at the address that was judged', async () => {
    const { ledger, start } = await given()
    const receiver = await startWebhookReceiver()
    const { port } = new URL(receiver.url)
    const webhooks = await start({
      resolve: (_name, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    })
    await addTo(webhooks, `http://erp.example:${port}/hook`)
    await sentFile(ledger)
    webhooks.ring()
    await untilHeard(receiver, 1)
    expect(receiver.heard[0]?.headers.host).toBe(`erp.example:${port}`)
  })

  test('its certificate must come from the configured authority', async () => {
    const { ledger, clock, start } = await given()
    const tls = (name: string) =>
      fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url))
    let calls = 0
    const server = createTlsServer(
      { cert: readFileSync(tls('server.pem')), key: readFileSync(tls('server.key')) },
      (request, response) => {
        calls += 1
        request.resume()
        response.end()
      },
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`
    const configured = (ca: string): ConfiguredWebhook => ({
      url,
      events: [],
      header: 'X-PesitWizard-Signature',
      secrets: () => ({ current: secret, previous: null }),
      allow: null,
      ca,
    })
    const stranger = await start({ configured: [configured(tls('other.pem'))] })
    await sentFile(ledger)
    stranger.ring()
    await until(async () =>
      expect((await ledger.deliveries({ states: ['pending'], limit: 9 })).at(-1)?.error).toMatch(
        /certificate|verify|signature|altnames/i,
      ),
    )
    expect(calls).toBe(0)
    await start({ configured: [configured(tls('ca.pem'))] })
    await until(async () => {
      await clock.advance(1_000)
      expect(calls).toBeGreaterThan(0)
    })
  })
})

test('a test call says whether the receiver accepted it, and how it answered', async () => {
  const { ledger, start } = await given()
  const receiver = await startWebhookReceiver()
  const webhooks = await start()
  const id = await addTo(webhooks, receiver.url)
  expect(await webhooks.test(id)).toMatchObject({
    kind: 'told',
    message: { code: 'WEBHOOK-TESTED', arguments: { status: 200 } },
  })
  const [heard] = receiver.heard as [Heard]
  expect(heard.told.event).toBe('TEST')
  expect(verifySignature(heard.body, documented(heard), secret)).toBe(true)
  receiver.answerWith(answering(401))
  expect(await webhooks.test(id)).toMatchObject({
    kind: 'failed',
    message: { arguments: { status: 401 } },
  })
  await receiver.close()
  expect(await webhooks.test(id)).toMatchObject({
    kind: 'failed',
    message: { arguments: { status: null } },
  })
  expect(await webhooks.test('nobody')).toBeNull()
  expect(await ledger.deliveries({ limit: 9 })).toEqual([])
})

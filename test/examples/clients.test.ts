// The example clients, unchanged, against the real daemon and the sandbox bank. Each test says what an ERP
// that reads `status` does next, and that whatever it does the bank has the file once.

import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { bytesOf, sha256 } from '../helpers/road/content.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'
import { languages, runClient } from './languages.ts'

const inCi = process.env['CI'] === 'true'

async function openBase(): Promise<Road & { readonly base: string }> {
  const bank = {
    retry: { afterBreak: '0s', firstDelay: '250ms', maximumDelay: '500ms', attempts: 3 },
  }
  const road = await openRoad({ top: { http: { listen: '127.0.0.1:0' } }, bank })
  await road.start()
  const line = road.said().find((text) => text.includes('The API listens')) ?? '{}'
  const { addresses = [] } = JSON.parse(line) as { addresses?: string[] }
  return Object.assign(road, { base: addresses[0] ?? '' })
}

const copies = (road: Road, content: Uint8Array) =>
  road.bank.received().filter((file) => file.sha256 === sha256(content)).length

describe.each(languages)('$name', (language) => {
  test('sends, receives, downloads; refused, twice, cut after the end and closed, nothing doubles', async (context) => {
    const missing = language.missing()
    if (missing !== null && inCi) throw new Error(missing)
    if (missing !== null) context.skip(missing)
    const road = await openBase()
    const file = (name: string, content: Uint8Array) => {
      writeFileSync(join(road.folder, name), content)
      return join(road.folder, name)
    }
    const call = (...given: string[]) => runClient(language, given, road.base)

    // COMPLETED: the ERP is done.
    const first = bytesOf(200_000, 1)
    expect((await call('send', file('virements-1.xml', first))).status).toBe('COMPLETED')
    expect(copies(road, first)).toBe(1)

    // The same file twice is held. IN_PROGRESS: the ERP follows the id, and does not send again.
    const held = await call('send', file('virements-1.xml', first))
    expect(held.status).toBe('IN_PROGRESS')
    expect(copies(road, first)).toBe(1)

    // FAILED: the bank surely does not have it. The ERP sends again, and the bank has it once.
    const second = bytesOf(1_000, 2)
    road.misbehave('refuse:create=2-226')
    expect((await call('send', file('virements-2.xml', second))).status).toBe('FAILED')
    expect(copies(road, second)).toBe(0)
    expect((await call('send', file('virements-2.xml', second))).status).toBe('COMPLETED')
    expect(copies(road, second)).toBe(1)

    // The line is cut after DTF.END, the bank has it. IN_PROGRESS: the ERP waits; would it send again all the
    // same, that one is held.
    const third = bytesOf(1_000, 3)
    road.misbehave('cut:committed')
    expect((await call('send', file('virements-3.xml', third))).status).toBe('IN_PROGRESS')
    expect((await call('send', file('virements-3.xml', third))).status).toBe('IN_PROGRESS')
    expect(copies(road, third)).toBe(1)

    // Received and downloaded, byte for byte. Nothing more: FAILED, and the ERP asks again later.
    const statement = bytesOf(150_000, 4)
    const target = join(road.folder, 'statement.xml')
    road.offer('releve.xml', statement)
    expect((await call('receive', 'releve.xml', target)).status).toBe('COMPLETED')
    expect(sha256(readFileSync(target))).toBe(sha256(statement))
    expect((await call('receive', 'absent.xml', target)).status).toBe('FAILED')

    // The bank is closed. IN_PROGRESS: the file is with us and goes by itself; the ERP does not send again.
    await road.proxy.stop()
    const last = bytesOf(1_000, 5)
    expect((await call('send', file('virements-5.xml', last))).status).toBe('IN_PROGRESS')
    expect(copies(road, last)).toBe(0)
    expect(
      (await road.transfers()).filter(({ sha256: hash }) => hash === sha256(last)),
    ).toHaveLength(1)
  }, 240_000)
})

test('the webhook receiver believes a body with the documented signature, and no other', async () => {
  const program = fileURLToPath(
    new URL('../../examples/clients/node/webhook-receiver.mjs', import.meta.url),
  )
  const child = spawn(process.execPath, [program, '0'], {
    env: { ...process.env, PESIT_DROP_SECRET: 'votre-secret-webhook' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill())
  const port = await new Promise<string>((resolve) =>
    child.stderr.on('data', (chunk: Buffer) => {
      const [, found] = /listening on (\d+)/.exec(chunk.toString('utf8')) ?? []
      if (found !== undefined) resolve(found)
    }),
  )
  const body = '{"event":"TRANSFER_COMPLETED"}'
  const signed = createHmac('sha256', 'votre-secret-webhook').update(body).digest('hex')
  const tell = async (signature: string) =>
    (
      await fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        body,
        headers: { 'x-pesitwizard-signature': signature },
      })
    ).status
  expect(await tell(`sha256=${signed}`)).toBe(204)
  expect(await tell(`sha256=${signed.replace(/./, (first) => (first === '0' ? '1' : '0'))}`)).toBe(
    401,
  )
  expect(await tell('')).toBe(401)
})

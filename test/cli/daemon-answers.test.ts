// What commands make of a daemon that answers with a problem, or not at all.

import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import * as keys from '../../src/cli/commands/keys.ts'
import { sendMessageToBank } from '../../src/cli/commands/messages.ts'
import { order, pollInboxes, takeOver } from '../../src/cli/commands/orders.ts'
import * as webhooks from '../../src/cli/commands/webhooks.ts'
import type { Output } from '../../src/cli/output.ts'
import { openRoad } from '../helpers/road/open.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const problem = { type: 'about:blank', status: 503, detail: 'The disk is full.', code: 'DISK-FULL' }
const said = { kind: 'refused', sentence: 'The disk is full.' }

/** A daemon whose every answer is this one. */
async function answering(status: number, body: unknown): Promise<string> {
  const data = join(tempFolder(), 'data')
  mkdirSync(data, { mode: 0o700 })
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(join(data, 'control.sock'), resolve))
  onTestFinished(() => void server.close())
  return data
}

const commands: Readonly<Record<string, (data: string, output: Output) => Promise<number>>> = {
  poll: (data, output) => pollInboxes(undefined, { data }, output),
  retry: (data, output) => order('retry', 'id', { options: { data }, output }),
  release: (data, output) => order('release', 'id', { options: { data, reason: 'r' }, output }),
  'take-over': (data, output) => takeOver('/out', { options: { data, reason: 'r' }, output }),
  tell: (data, output) => sendMessageToBank('id', { data, text: 'hello' }, output),
  'keys list': (data, output) => keys.listKeys({ data }, output),
  'webhooks list': (data, output) => webhooks.listWebhooks({ data }, output),
}
const answers = [
  { name: 'a problem', status: 503, body: problem },
  { name: 'a refusal of the control socket', status: 500, body: said },
]

test.each(
  Object.entries(commands).flatMap(([command, run]) =>
    answers.map((answer) => ({ command, run, ...answer })),
  ),
)('$command shows $name in words and fails', async ({ run, status, body }) => {
  const errors: string[] = []
  const output: Output = {
    json: false,
    terminal: false,
    value: () => undefined,
    line: () => undefined,
    table: () => undefined,
    error: (text) => void errors.push(text),
    progress: () => undefined,
  }
  expect(await run(await answering(status, body), output)).toBe(1)
  expect(errors.join('\n')).toContain('The disk is full.')
})

test('status reads the ledger when the daemon is suspended and does not answer', async () => {
  const road = await openRoad()
  await road.start()
  expect((await road.cli('status')).code).toBe(0)
  road.signal('SIGSTOP')
  const shown = await road.cli('status')
  const asJson = await road.cli('status', '--json')
  road.signal('SIGCONT')
  expect(shown.code, shown.err).toBe(3)
  expect(shown.out).toContain('THE DAEMON DOES NOT ANSWER')
  expect(shown.out).toContain('SIGCONT')
  expect(asJson.code).toBe(3)
  expect(JSON.parse(asJson.out)).toMatchObject({ live: null, daemon: { code: 'DAEMON-SILENT' } })
  expect((await road.cli('status')).out).not.toContain('DOES NOT ANSWER')
})

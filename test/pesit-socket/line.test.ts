// A line whose peer does not keep up its side: reads nothing, sends more than anybody asked for, says
// nothing, or says half of something. Real sockets on loopback.

import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createResponder } from '../../src/pesit/session/responder/responder.ts'
import { type Line, openLine } from '../../src/pesit-socket/line.ts'
import { fromHex } from '../helpers/hex.ts'

const minuteMs = 60_000
const connectBytes = fromHex('0016 0016 4020 0001 0303434F52 0403424E4B 060102 160102')

/** A responder's line, and the caller at its other end. */
async function joined(
  times: { connectMs?: number; entityMs?: number; writeTimeoutMs?: number } = {},
) {
  const server = createServer({ pauseOnConnect: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const caller = connect((server.address() as AddressInfo).port, '127.0.0.1')
  caller.on('error', () => undefined)
  const [socket] = (await once(server, 'connection')) as [Socket]
  const session = createResponder({
    framing: 'detect',
    connectionId: 0x61,
    abortForm: 'raw',
    maximumEntityBytes: 32_750,
    maximumSync: { intervalKb: 0, window: 0 },
    timers: {
      connectMs: times.connectMs ?? minuteMs,
      answerMs: minuteMs,
      longAnswerMs: minuteMs,
      idleMs: minuteMs,
    },
  })
  const line = openLine(socket, session, { writeTimeoutMs: times.writeTimeoutMs ?? minuteMs })
  socket.resume()
  onTestFinished(() => {
    line.destroy('the test is over')
    caller.destroy()
    server.close()
  })
  return { line, socket, caller }
}

/** A read up to its data. */
async function toReadOf(line: Line, caller: Socket): Promise<void> {
  const steps: readonly (readonly [string, Parameters<Line['command']>[0]])[] = [
    ['0016 0016 4020 0001 0303434F52 0403424E4B 060102 160102', { type: 'accept-connect' }],
    [
      '0018 0018 C012 6100 0906 0B0100 0C0152 0D0100 110100 19027FEE',
      {
        type: 'accept-select',
        offer: { file: { fileType: 0, fileName: 'R' }, transferNumber: 7, entityBytes: 32_750 },
      },
    ],
    ['000A 000A C014 6100 15020000', { type: 'accept-open' }],
    ['0009 0009 C001 6100 120100', { type: 'accept-read' }],
  ]
  for (const [bytes, command] of steps) {
    caller.write(fromHex(bytes))
    await line.next()
    await line.command(command)
  }
  expect(line.session.state).toBe('TDL02B')
}

test('a peer that reads nothing of what it requested is cut in time', async () => {
  const { line, caller } = await joined({ writeTimeoutMs: 200 })
  await toReadOf(line, caller)
  caller.pause()
  const entities = new Uint8Array(4 * 1024 * 1024)
  for (let sent = 0; sent < 64 && !line.ended; sent += 1)
    await line.command({ type: 'data', entities, dataBytes: entities.length, articles: 1 })
  expect(await line.next()).toEqual({
    type: 'line-ended',
    reason: 'the other side stopped reading',
  })
})

test('data that come before they are requested wait in the peer: about a megabyte is held here, not all', async () => {
  const { line, socket, caller } = await joined()
  caller.write(connectBytes)
  await vi.waitFor(() => expect(line.session.state).toBe('CN02B'))
  const flood = Buffer.alloc(32 * 1024 * 1024)
  let isSent = false
  caller.write(flood, () => {
    isSent = true
  })
  await vi.waitFor(() => expect(socket.isPaused()).toBe(true))
  expect(socket.bytesRead).toBeLessThan(4 * 1024 * 1024)
  expect(isSent).toBe(false)
})

test('many small pieces do not exceed that limit either', async () => {
  const { line, socket, caller } = await joined()
  caller.setNoDelay(true)
  caller.write(connectBytes)
  await vi.waitFor(() => expect(line.session.state).toBe('CN02B'))
  await vi.waitFor(async () => {
    for (let pieces = 0; pieces < 50; pieces += 1) {
      await new Promise((resolve) => caller.write(Uint8Array.of(0), resolve))
      await new Promise(setImmediate)
    }
    expect(socket.isPaused()).toBe(true)
  })
  expect(socket.bytesRead).toBeLessThan(64 * 1024)
})

test.each([
  ['nothing', ''],
  ['half a CONNECT', '0018 0018 4020 0001 0303'],
  ['a pre-connection and nothing more', '0018 D7C5E2C9E3404040 C3D6D9D740404040 E240404040404040'],
])('a caller that says %s is told 3-317 in time, and cut', async (_what, said) => {
  const { line, caller } = await joined({ connectMs: 200 })
  const heard: Buffer[] = []
  caller.on('data', (chunk: Buffer) => heard.push(chunk))
  caller.write(fromHex(said))
  for (let event = await line.next(); event.type !== 'line-ended'; ) event = await line.next()
  if (!caller.closed) await once(caller, 'close')
  expect(Buffer.concat(heard).toString('hex')).toMatch(/00094025006103013d$/)
})

// When a program has a file that it downloaded: real connections, real closings.

import { createServer, get, Agent, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createHandOvers, type HandOvers } from '../../../src/http/transfers/hand-over.ts'

interface Given {
  readonly port: number
  readonly handOvers: HandOvers
  readonly recorded: string[]
}

/** Serves `/<id>` with so many bytes; `/<id>?hold` stops before the last byte. */
async function given(sizeBytes: number, wellAfterMs = 60_000): Promise<Given> {
  const recorded: string[] = []
  const handOvers = createHandOvers({
    record: (id) => Promise.resolve(void recorded.push(id)),
    onError: (error) => {
      throw error
    },
    wellAfterMs,
  })
  const server = createServer((request, response) => {
    const id = (request.url ?? '').slice(1)
    let given = 0
    const body = Readable.from(
      (function* () {
        for (; given < sizeBytes; given += Math.min(65_536, sizeBytes - given))
          yield Buffer.alloc(Math.min(65_536, sizeBytes - given))
      })(),
      { objectMode: false },
    )
    const isSent = () => given >= sizeBytes && body.readableLength === 0
    handOvers.watch(response, { id, actor: 'erp', isSent })
    response.setHeader('content-length', sizeBytes)
    body.pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await handOvers.over()
  })
  return { port: (server.address() as AddressInfo).port, handOvers, recorded }
}

function answer(port: number, path: string, agent: Agent | false): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent }, resolve).on('error', reject)
  })
}

async function whole(port: number, path: string, agent: Agent | false = false): Promise<number> {
  let bytes = 0
  for await (const piece of await answer(port, path, agent)) bytes += (piece as Buffer).length
  return bytes
}

/** Asks and reads nothing. */
function asking(port: number, path: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.pause()
      socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
      resolve(socket)
    })
    socket.on('error', () => undefined)
  })
}

const sizes = [0, 1, 10_000, 3_000_000]

describe('a program has received a file', () => {
  test.each(sizes)('of %i bytes when it read all of it and closed the connection', async (size) => {
    const { port, recorded, handOvers } = await given(size)
    expect(await whole(port, '/a')).toBe(size)
    await vi.waitFor(() => expect(recorded).toEqual(['a']))
    expect(handOvers.leaving()).toEqual([])
  })

  test('that it read on a connection that stays open, after the next download or a while', async () => {
    const { port, recorded, handOvers } = await given(10_000)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    await whole(port, '/a', agent)
    await vi.waitFor(() => expect(handOvers.leaving()).toEqual(['a']))
    expect(recorded).toEqual([])
    await whole(port, '/b', agent)
    await vi.waitFor(() => expect(recorded).toEqual(['a']))
    const soon = await given(10_000, 10)
    await whole(soon.port, '/c', agent)
    await vi.waitFor(() => expect(soon.recorded).toEqual(['c']))
  })
})

describe('a program has not received a file', () => {
  test('of which it read only the beginning', async () => {
    const { port, recorded, handOvers } = await given(50_000_000)
    const response = await answer(port, '/a', false)
    await new Promise((resolve) => response.once('data', resolve))
    response.destroy()
    expect(await whole(port, '/b')).toBe(50_000_000)
    await vi.waitFor(() => expect(recorded).toEqual(['b']))
    expect(handOvers.leaving()).toEqual([])
  })

  test('that lay in the kernel when it went away, as small files are sent before they are read', async () => {
    const { port, recorded, handOvers } = await given(5_000)
    const socket = await asking(port, '/a')
    await vi.waitFor(() => expect(handOvers.leaving()).toEqual(['a']))
    socket.destroy()
    await vi.waitFor(() => expect(handOvers.leaving()).toEqual([]))
    expect(recorded).toEqual([])
  })
})

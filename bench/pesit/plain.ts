// The same file through a socket, TCP or TLS, without any protocol on it.

import { createReadStream, createWriteStream } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { connect as connectTls } from 'node:tls'
import { readTls } from '../../src/pesit-socket/tls.ts'
import { certificates } from './tls.ts'

const host = '127.0.0.1'

async function call(port: number, tls: boolean): Promise<Socket> {
  const options = { host, port, allowHalfOpen: true }
  const { context } = readTls({ ca: certificates.ca, minimum: '1.3' })
  const socket: Socket = tls ? connectTls({ ...options, ...context }) : connect(options)
  await new Promise((resolve, reject) => {
    socket.once(tls ? 'secureConnect' : 'connect', resolve).once('error', reject)
  })
  return socket
}

/** Milliseconds until the other side says that the file is on its disk. */
export async function sendPlain(path: string, port: number, tls: boolean): Promise<number> {
  const socket = await call(port, tls)
  const started = performance.now()
  const answered = new Promise((resolve) => socket.once('data', resolve))
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), socket)
  await answered
  socket.destroy()
  return performance.now() - started
}

export async function fetchPlain(path: string, port: number, tls: boolean): Promise<number> {
  const socket = await call(port, tls)
  const started = performance.now()
  await pipeline(socket, createWriteStream(path, { flush: true }))
  const tookMs = performance.now() - started
  socket.destroy()
  return tookMs
}

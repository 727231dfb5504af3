// A process of its own: the sandbox bank of one way of travelling, and beside it the plain sockets that
// figures are compared with, TCP and TLS, one that takes a file and one that gives it.

import { createReadStream, createWriteStream } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createServer as createTlsServer } from 'node:tls'
import { silentLog } from '../../src/lib/log.ts'
import { readTls } from '../../src/pesit-socket/tls.ts'
import { createMisbehaviour } from '../../src/sandbox/misbehaviour.ts'
import { startSandbox } from '../../src/sandbox/start.ts'
import type { FarEndOrder, FarEndPorts } from './far.ts'
import { certificates } from './tls.ts'

const order = JSON.parse(process.argv[2] ?? '') as FarEndOrder
const { way, folder, sync } = order
const material = readTls(certificates.server)

const bank = await startSandbox({
  folder,
  listen: {
    host: '127.0.0.1',
    port: 0,
    tls: way.tls ? { port: 0, material, clientCertificates: false } : null,
  },
  access: {
    server: 'BANQUE01',
    partners: [{ name: 'CORPCLI', password: 'SECRET01' }],
  },
  files: {
    received: ['VIREMENTS'],
    offered: ['RELEVES'],
    statements: null,
    records: { VIREMENTS: way.form, RELEVES: way.form },
  },
  protocol: {
    entityBytes: way.entityBytes,
    sync,
    articleBytes: way.form.articleBytes,
    packing: { multiArticle: way.multiArticle, segmentation: true, concatenation: true },
  },
  misbehaviour: createMisbehaviour(),
  log: silentLog,
})

function plain(serve: (socket: Socket) => Promise<unknown>): Promise<number> {
  const onSocket = (socket: Socket) => {
    socket.on('error', () => undefined)
    serve(socket).catch((error: unknown) => console.error(error))
  }
  const options = { allowHalfOpen: true }
  const server: Server = way.tls
    ? createTlsServer({ ...material.context, ...options }, onSocket)
    : createServer(options, onSocket)
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  )
}

const ports: FarEndPorts = {
  bank: way.tls ? (bank.tlsPort ?? 0) : bank.port,
  takes: await plain(async (socket) => {
    await pipeline(socket, createWriteStream(join(folder, 'plain'), { flush: true }), {
      end: true,
    })
    socket.end('done')
  }),
  gives: await plain((socket) =>
    pipeline(createReadStream(order.source, { highWaterMark: 1024 * 1024 }), socket),
  ),
}
console.log(`ready ${JSON.stringify(ports)}`)
process.stdin.on('end', () => process.exit(0)).resume()

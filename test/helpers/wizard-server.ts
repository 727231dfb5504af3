// A server that behaves as PeSIT Wizard (commit f32aab0) was seen to, for what an inbox meets there: its
// answers are bytes written by hand beside what was recorded of it. It never takes a file away, repeats our
// transfer number, counts PI 42 in bytes, puts a length before the only record of an entity and still says
// one, and takes a restart point for a place in bytes.

import { type AddressInfo, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { fromHex, joined } from './hex.ts'

export interface WizardServer {
  readonly port: number
  /** PI 15 and PI 18 of each SELECT and READ so far, as bytes in hex: what we asked to go on with. */
  readonly asked: readonly string[]
  /** The next reading ends after its first sync point was acknowledged. */
  cutNextReading(): void
}

/** Two records of 1024 bytes, then one of 7: the last entity holds one record, with its length. */
export const wizardFile = Buffer.concat([
  Buffer.alloc(1024, 'A'),
  Buffer.alloc(1024, 'B'),
  Buffer.from('THE END'),
])

const firstEntity = joined([
  fromHex('080A 0000 01 02'), // 2058 bytes, DTF, to our connection 1, two records
  fromHex('0400'),
  wizardFile.subarray(0, 1024),
  fromHex('0400'),
  wizardFile.subarray(1024, 2048),
])
const lastEntity = joined([fromHex('000F 0000 01 01 0007'), wizardFile.subarray(2048)])

const answers: Readonly<Record<string, Uint8Array>> = {
  '4020': fromHex('0011 4021 01 06  06 01 02  07 03 0040 02  17 01 00'), // ACONNECT: 64 KB, window 2
  // ACK(SELECT): PI 13 as asked (0), PI 25 4096, PI 42 2055 (bytes), PI 51
  C012: fromHex(`003F C031 01 00  02 03 000000  09 0C [ 0B 01 00  0C 07 52454C45564553 ]
    0D 01 00  19 02 1000  1E 07 [ 1F 01 80  20 02 0400 ]  28 04 [ 2A 02 0807 ]
    32 0E [ 33 0C 323631313233323332353536 ]`),
  C014: fromHex('000B C033 01 00  02 03 000000'),
  C001: fromHex('000B C035 01 00  02 03 000000'),
  C008: fromHex('0012 C037 01 00  02 03 000000  1B 02 0807  1C 01 03'),
  C015: fromHex('000B C034 01 00  02 03 000000'),
  C013: fromHex('000B C032 01 00  02 03 000000'),
  '4023': fromHex('0006 4024 01 00'),
}
const syn = fromHex('0009 C003 01 00  14 01 01')
const endOfData = fromHex('000B C004 01 00  02 03 000000')

export async function startWizardServer(): Promise<WizardServer> {
  const asked: string[] = []
  const calm = { isCutting: false }
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    serve(socket, asked, calm)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    cutNextReading: () => {
      calm.isCutting = true
    },
  }
}

function serve(socket: Socket, asked: string[], calm: { isCutting: boolean }): void {
  let waiting = Buffer.alloc(0)
  const say = (...entities: readonly Uint8Array[]) => {
    for (const entity of entities)
      socket.write(joined([Buffer.from([entity.length >> 8, entity.length & 0xff]), entity]))
  }
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk])
    while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE(0)) {
      const entity = waiting.subarray(2, 2 + waiting.readUInt16BE(0))
      waiting = waiting.subarray(2 + entity.length)
      answer(entity)
    }
  })
  const answer = (entity: Buffer) => {
    const type = entity.subarray(2, 4).toString('hex').toUpperCase()
    if (type === 'C012') asked.push(entity.includes('0F0101', 0, 'hex') ? 'SELECT again' : 'SELECT')
    if (type === 'C001') asked.push(`READ from ${entity.at(-1)}`)
    if (type === 'C038') {
      // ACK(SYN)
      if (calm.isCutting) socket.resetAndDestroy()
      else say(lastEntity, endOfData)
      calm.isCutting = false
      return
    }
    const said = answers[type]
    if (said !== undefined) say(said)
    if (type === 'C001') say(firstEntity, syn)
  }
}

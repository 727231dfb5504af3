// A process of its own: passes bytes on both ways, each way late by half the round trip, as fast as they
// come.

import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

const [target = '0', roundTrip = '0'] = process.argv.slice(2)
const delayMs = Number(roundTrip) / 2
/** More than this is not under way at once: then the wire is full. */
const mostUnderWay = 256 * 1024 * 1024

function pass(from: Socket, to: Socket): void {
  const underWay: { readonly chunk: Buffer; readonly dueMs: number }[] = []
  let bytes = 0
  let timer: NodeJS.Timeout | undefined
  let blocked = false
  let ended = false

  const deliver = () => {
    timer = undefined
    while (!blocked) {
      const next = underWay[0]
      if (next === undefined || next.dueMs > performance.now()) break
      underWay.shift()
      bytes -= next.chunk.length
      if (bytes < mostUnderWay / 2) from.resume()
      blocked = !to.write(next.chunk)
    }
    plan()
  }
  const plan = () => {
    const [next] = underWay
    if (next === undefined) return void (ended && to.end())
    if (!blocked && timer === undefined)
      timer = setTimeout(deliver, Math.max(0, next.dueMs - performance.now()))
  }
  from.on('data', (chunk: Buffer) => {
    underWay.push({ chunk, dueMs: performance.now() + delayMs })
    bytes += chunk.length
    if (bytes > mostUnderWay) from.pause()
    if (delayMs === 0) deliver()
    else plan()
  })
  to.on('drain', () => {
    blocked = false
    deliver()
  })
  from.on('end', () => {
    ended = true
    plan()
  })
  from.on('error', () => to.destroy())
  from.on('close', () => setTimeout(() => to.destroy(), delayMs + 1000).unref())
}

const server = createServer({ allowHalfOpen: true }, (near) => {
  const far = connect({ port: Number(target), host: '127.0.0.1', allowHalfOpen: true })
  for (const socket of [near, far]) socket.setNoDelay(true)
  pass(near, far)
  pass(far, near)
})
server.listen(0, '127.0.0.1', () =>
  console.log(`ready ${JSON.stringify({ port: (server.address() as AddressInfo).port })}`),
)
process.stdin.on('end', () => process.exit(0)).resume()

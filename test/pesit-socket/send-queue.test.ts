// What the kernel tells of bytes that a peer has not taken: its words as they are printed, and a real socket
// whose peer does not read.

import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { endpoint, queueIn, readSendQueue } from '../../src/pesit-socket/send-queue.ts'

describe('as the kernel prints it', () => {
  // On a machine whose words begin with the least byte, as nearly all do.
  test.each([
    ['127.0.0.1', 6502, '0100007F:1966'],
    ['192.168.1.20', 80, '1401A8C0:0050'],
    ['::1', 6502, '00000000000000000000000001000000:1966'],
    ['::ffff:10.0.0.1', 443, '0000000000000000FFFF00000100000A:01BB'],
    ['2001:db8::8:800:200c:417a', 1, 'B80D012000000000000808007A410C20:0001'],
    ['fe80::1%eth0', 1, '000080FE000000000000000001000000:0001'],
  ])('%s port %i', (address, port, expected) => {
    expect(endpoint(address, port)).toBe(expected)
  })

  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1966 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
   1: 0100007F:D431 0100007F:1966 01 0000EA60:00000007 01:00000014 00000000  1000        0 2
   2: 0100007F:1966 0100007F:D431 01 00000000:0000EA60 00:00000000 00000000  1000        0 3
`
  test('the queue is that of the socket with these two ends, in this order', () => {
    expect(queueIn(table, '0100007F:D431', '0100007F:1966')).toBe(60_000)
    expect(queueIn(table, '0100007F:1966', '0100007F:D431')).toBe(0)
  })

  test('a missing socket, or a table of another form, yields nothing', () => {
    expect(queueIn(table, '0100007F:D432', '0100007F:1966')).toBeNull()
    expect(queueIn('', '0100007F:D431', '0100007F:1966')).toBeNull()
    expect(queueIn(' A:1 B:2 01 zz\n', 'A:1', 'B:2')).toBeNull()
  })
})

describe.runIf(process.platform === 'linux')('a peer that does not read', () => {
  test.each(['127.0.0.1', '::1'])(
    'on %s leaves bytes in the queue, and takes them',
    async (host) => {
      const taken: Socket[] = []
      const server = createServer({ pauseOnConnect: true }, (socket) => taken.push(socket))
      server.listen(0, host)
      await once(server, 'listening')
      const socket = connect((server.address() as AddressInfo).port, host)
      onTestFinished(() => {
        for (const one of [socket, ...taken]) one.destroy()
        server.close()
      })
      await once(socket, 'connect')
      expect(await readSendQueue(socket)).toBe(0)
      // More than both kernels take.
      socket.write(Buffer.alloc(64 * 1024 * 1024))
      await expect.poll(() => readSendQueue(socket), { timeout: 10_000 }).toBeGreaterThan(0)
      await expect.poll(() => taken.length, { timeout: 10_000 }).toBe(1)
      taken[0]?.resume()
      await expect
        .poll(async () => socket.writableLength + ((await readSendQueue(socket)) ?? 1), {
          timeout: 20_000,
        })
        .toBe(0)
    },
  )
})

test('a socket that is gone has no queue', async () => {
  expect(await readSendQueue({ localAddress: undefined } as unknown as Socket)).toBeNull()
})

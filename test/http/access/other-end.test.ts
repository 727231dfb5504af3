// Whose is the other end of a connection: as the kernel lists its sockets, with real connections, and as its
// lists are read.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createOtherEnds, tableRows, usersIn } from '../../../src/http/access/other-end.ts'

async function listening(host: string): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, host)
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return { server, port: (server.address() as { port: number }).port }
}

const accepted = async (server: Server): Promise<Socket> => {
  const [socket] = (await once(server, 'connection')) as [Socket]
  onTestFinished(() => void socket.destroy())
  return socket
}
const own = process.getuid?.() ?? -1
const isRoot = own === 0

/** Calls, says `ready` over the line, and stays; as another user where we may. */
function callAs(uid: number, port: number, host = '127.0.0.1'): void {
  const program = `require('node:net').connect(${port}, '${host}').on('error', () => {}); setTimeout(() => {}, 60_000)`
  const child = spawn(process.execPath, ['-e', program], { uid, stdio: 'ignore' })
  onTestFinished(() => void child.kill())
}

describe('the other end', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.1', '127.3.2.1'],
    ['::1', '::1', '::1'],
    ['::', '127.0.0.1', '127.0.0.1'],
    ['::', '::ffff:127.0.0.1', '::ffff:127.0.0.1'],
    ['127.0.0.1', '::ffff:127.0.0.1', '::ffff:127.0.0.1'],
  ])('on %s, called as %s from %s, is ours', async (host, called, localAddress) => {
    const { server, port } = await listening(host)
    const coming = accepted(server)
    const calling = connect({ host: called, port, localAddress })
    onTestFinished(() => void calling.destroy())
    expect(await createOtherEnds().userOf(await coming)).toBe(own)
  })

  test.runIf(isRoot)('of another user’s program is that user', async () => {
    const { server, port } = await listening('127.0.0.1')
    const coming = accepted(server)
    callAs(12_345, port)
    expect(await createOtherEnds().userOf(await coming)).toBe(12_345)
  })

  test('is unknown once its program has closed it', async () => {
    const { server, port } = await listening('127.0.0.1')
    const coming = accepted(server)
    const calling = connect(port, '127.0.0.1')
    const socket = await coming
    const ended = once(socket, 'close')
    calling.destroy()
    socket.resume()
    await ended
    // A socket that is gone has no address any more: it is asked for as it was.
    const ends = { ...calling.address(), localPort: port, remotePort: 1 }
    expect(
      await createOtherEnds().userOf({
        localAddress: '127.0.0.1',
        remoteAddress: '127.0.0.1',
        ...ends,
      }),
    ).toBeNull()
  })

  test.each([
    ['192.0.2.7', '192.0.2.1'],
    [undefined, undefined],
    ['::ffff:10.0.0.1', '127.0.0.1'],
    ['2002:7f00:1::1', '::1'],
  ])('of %s is not asked for', async (remoteAddress, localAddress) => {
    let readings = 0
    const ends = createOtherEnds(() => Promise.resolve(String((readings += 1))))
    const asked = { remoteAddress, localAddress, remotePort: 1, localPort: 2 }
    expect([await ends.userOf(asked), readings]).toEqual([null, 0])
  })
})

describe('the list', () => {
  const head =
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
  const row = (state: string, uid: number | string, inode: number) =>
    `   7: 0100007F:C350 0100007F:2379 ${state} 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 ${inode} 1 0000000000000000 20 4 30 10 -1\n`
  const other =
    '   8: 0100007F:2379 0100007F:C350 01 00000000:00000000 00:00000000 00000000   998        0 77 1 0000000000000000 20 4 30 10 -1\n'
  const asked = {
    ...{ localAddress: '127.0.0.1', localPort: 0x2379 },
    ...{ remoteAddress: '127.0.0.1', remotePort: 0xc350 },
  }
  const found = (text: string) => createOtherEnds(() => Promise.resolve(text), 65_534).userOf(asked)

  test('contains our end as well, in another row', async () => {
    expect(await found(head + other + row('01', 1000, 42))).toBe(1000)
    expect(await found(head + other)).toBeNull()
  })

  test('shows root for a socket that was closed: no user is found then', async () => {
    expect(await found(head + row('06', 0, 0))).toBeNull()
    expect(await found(head + row('05', 0, 0))).toBeNull()
    expect(await found(head + row('05', 0, 42))).toBe(0)
  })

  test('shows the overflow user for a user unknown in our namespace', async () => {
    expect(await found(head + row('01', 65_534, 42))).toEqual({ unmapped: 65_534 })
  })

  test.each(['', 'nonsense\n', '::: \n', head])('with %j finds no user', async (text) =>
    expect(await found(text)).toBeNull(),
  )

  test('that cannot be read finds no user', async () => {
    const ends = createOtherEnds(() => Promise.reject(new Error('EACCES')), 65_534)
    expect(await ends.userOf(asked)).toBeNull()
  })

  test('writes words in the byte order of the machine', () => {
    expect(tableRows(asked, true)[0]).toBe('0100007F:C350 0100007F:2379')
    expect(tableRows(asked, false)[0]).toBe('7F000001:C350 7F000001:2379')
    expect(tableRows(asked, true)[1]).toBe(
      '0000000000000000FFFF00000100007F:C350 0000000000000000FFFF00000100007F:2379',
    )
    expect(usersIn('', new Set())).toEqual(new Map())
  })

  test('is read a few times for thousands of simultaneous callers, and once after the last of them', async () => {
    let readings = 0
    const ends = createOtherEnds(() => {
      readings += 1
      return Promise.resolve(head + (readings > 1 ? row('01', 1000, 42) : ''))
    }, 65_534)
    const first = ends.userOf(asked)
    const others = Array.from({ length: 5_000 }, () => ends.userOf(asked))
    expect(await first).toBeNull()
    expect(new Set(await Promise.all(others))).toEqual(new Set([1000]))
    expect(readings).toBe(2)
  })
})

// The number of bytes written to a socket that the peer's machine has not acknowledged: the kernel's send
// queue in `/proc/net/tcp`. For TLS it is the queue of the TCP socket below, which has the same two
// addresses.
//
// An empty queue proves that the peer's machine has the bytes. It does not prove that the program there has
// them, and where a TLS proxy or a firewall accepts the connection in between, that is the peer.

import { readFile } from 'node:fs/promises'
import { isIPv6, type Socket } from 'node:net'

type Addresses = Pick<Socket, 'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort'>

/** Returns how many bytes wait in the queue of one socket; null: it cannot be known. */
export type ReadSendQueue = (socket: Addresses) => Promise<number | null>

/** Reads it on Linux. Other systems have no such file, and containers may hide it. */
export const readSendQueue: ReadSendQueue = async (socket) => {
  const { localAddress, localPort, remoteAddress, remotePort } = socket
  if (localAddress === undefined || localPort === undefined) return null
  if (remoteAddress === undefined || remotePort === undefined) return null
  const table = isIPv6(localAddress) ? '/proc/net/tcp6' : '/proc/net/tcp'
  try {
    const own = endpoint(localAddress, localPort)
    const peer = endpoint(remoteAddress, remotePort)
    return queueIn(await readFile(table, 'latin1'), own, peer)
  } catch {
    return null
  }
}

/** `sl local_address rem_address st tx_queue:rx_queue …`: the two addresses identify the connection. */
export function queueIn(table: string, own: string, peer: string): number | null {
  const start = table.indexOf(` ${own} ${peer} `)
  if (start < 0) return null
  const [, , , , queues = ''] = table.slice(start, table.indexOf('\n', start)).split(' ')
  const sending = queues.split(':')[0] ?? ''
  return /^[0-9A-F]{8}$/.test(sending) ? Number.parseInt(sending, 16) : null
}

/** As the kernel prints it: words of four bytes in the machine's own order, then the port. */
export function endpoint(address: string, port: number): string {
  const bytes = address.includes(':') ? bytesOfIPv6(address) : bytesOfIPv4(address)
  let text = ''
  for (let word = 0; word < bytes.length; word += 4)
    text += hex(Buffer.from(bytes.slice(word, word + 4)).readUInt32LE(), 8)
  return `${text}:${hex(port, 4)}`
}

const hex = (value: number, digits: number) =>
  value.toString(16).toUpperCase().padStart(digits, '0')

function bytesOfIPv4(address: string): number[] {
  return address.split('.').map(Number)
}

function bytesOfIPv6(address: string): number[] {
  const [plain = ''] = address.split('%')
  const embedded = /(?<=:)\d+\.\d+\.\d+\.\d+$/.exec(plain)?.[0]
  const words = embedded === undefined ? plain : plain.replace(embedded, wordsOf(embedded))
  const [head = '', tail] = words.split('::')
  const before = partsOf(head)
  const after = partsOf(tail ?? '')
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0)
  const all = tail === undefined ? before : [...before, ...zeros, ...after]
  return all.flatMap((part) => [part >> 8, part & 0xff])
}

function wordsOf(address: string): string {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytesOfIPv4(address)
  return `${((first << 8) | second).toString(16)}:${((third << 8) | fourth).toString(16)}`
}

function partsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((part) => Number.parseInt(part, 16))
}

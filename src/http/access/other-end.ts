// Which user is at the other end of a loopback connection? The kernel lists its TCP sockets with the user who
// created each (/proc/net/tcp and tcp6). The caller's socket is the one whose own address is our peer, and
// whose peer is our own end.
//
//   when      the list is read after the connection was accepted: each connection asks once, at its beginning
//   null      not found: the caller has ended, is in another network namespace, or was redirected on its way
//   closed    a socket that its process has closed has no inode any more, and the list shows root as its
//             user: it counts as not found
//   unmapped  the kernel shows a user that our user namespace does not know as the overflow user, who is
//             usually also `nobody`. A caller shown in this way may be anybody, and that deliberately
//             includes `nobody`
//
// The list is long on a machine with many sockets. So connections that come while it is read share the next
// reading, and only a part of the time is spent on reading it.

import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { endianness } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

/** The two ends as our socket sees them. */
export interface SocketEnds {
  readonly localAddress?: string | undefined
  readonly localPort?: number | undefined
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
}

export interface OtherEnds {
  /** The user of the other end now; null: not found. */
  userOf(ends: SocketEnds): Promise<OtherUser | null>
}

/** `unmapped`: shown as the overflow user, and therefore possibly anybody. */
export type OtherUser = number | { readonly unmapped: number }

const tables = ['/proc/net/tcp', '/proc/net/tcp6']
/** After a reading, the next one waits this many times as long as the reading took. */
const restFactor = 4
const longestRestMs = 200

export function createOtherEnds(
  read: () => Promise<string> = readTables,
  overflowUid: number = readOverflowUid(),
): OtherEnds {
  let asking: Asking[] = []
  let isReading = false
  const answerAll = async (): Promise<void> => {
    if (isReading) return
    isReading = true
    while (asking.length > 0) {
      // A connection that asks from here on may be newer than the list: the list is read again for it.
      const batch = asking
      asking = []
      const beganMs = performance.now()
      const users = usersIn(
        await read().catch(() => ''),
        new Set(batch.flatMap(({ rows }) => rows)),
      )
      for (const { rows, answer } of batch)
        answer(rows.map((row) => users.get(row)).find((uid) => uid !== undefined) ?? null)
      await sleep(Math.min((performance.now() - beganMs) * restFactor, longestRestMs))
    }
    isReading = false
  }
  return {
    userOf(ends) {
      const rows = tableRows(ends)
      if (rows.length === 0) return Promise.resolve(null)
      return new Promise((resolve) => {
        asking.push({
          rows,
          answer: (uid) => resolve(uid === overflowUid ? { unmapped: uid } : uid),
        })
        void answerAll()
      })
    },
  }
}

interface Asking {
  readonly rows: readonly string[]
  readonly answer: (uid: number | null) => void
}

async function readTables(): Promise<string> {
  const texts = await Promise.all(
    // A machine without IPv6 has no second list.
    tables.map((path) => readFile(path, 'latin1').catch(() => '')),
  )
  return texts.join('\n')
}

function readOverflowUid(): number {
  try {
    return Number(readFileSync('/proc/sys/kernel/overflowuid', 'latin1'))
  } catch {
    return 65_534
  }
}

/** sl: local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode … */
export function usersIn(text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, number> {
  const users = new Map<string, number>()
  for (const line of text.split('\n')) {
    const at = line.indexOf(': ') + 2
    const row = line.slice(at, line.indexOf(' ', line.indexOf(' ', at) + 1))
    if (!wanted.has(row)) continue
    const [, , , , , , uid = '', , inode = '0'] = line.slice(at).trim().split(/\s+/)
    if (/^\d+$/.test(uid) && /^[1-9]\d*$/.test(inode)) users.set(row, Number(uid))
  }
  return users
}

/**
 * The caller's row as the list has it. An IPv4 caller may hold an IPv6 socket, which shows mapped addresses.
 */
export function tableRows(
  { localAddress, localPort, remoteAddress, remotePort }: SocketEnds,
  littleEndian = endianness() === 'LE',
): readonly string[] {
  const [own, other] = [bytesOf(localAddress), bytesOf(remoteAddress)]
  if (own === null || other === null || own.length !== other.length) return []
  if (localPort === undefined || remotePort === undefined) return []
  const write = (bytes: readonly number[], port: number) =>
    `${hexOf(bytes, littleEndian)}:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const row = (form: (bytes: readonly number[]) => readonly number[]) =>
    `${write(form(other), remotePort)} ${write(form(own), localPort)}`
  const plain = row((bytes) => bytes)
  return own.length === 4 ? [plain, row(mapped)] : [plain]
}

const mapped = (bytes: readonly number[]) => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...bytes]

/** Words of 32 bits in the byte order of the machine. */
function hexOf(bytes: readonly number[], littleEndian: boolean): string {
  const words: string[] = []
  for (let at = 0; at < bytes.length; at += 4) {
    const word = bytes.slice(at, at + 4)
    const ordered = littleEndian ? word.toReversed() : word
    words.push(ordered.map((byte) => byte.toString(16).padStart(2, '0')).join(''))
  }
  return words.join('').toUpperCase()
}

/** Only loopback addresses: 127.x.x.x, plain or mapped, and ::1. */
function bytesOf(address: string | undefined): readonly number[] | null {
  if (address === '::1') return [...Array.from({ length: 15 }, () => 0), 1]
  const match = /^(?:::ffff:)?(127)\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(address ?? '')
  return match === null ? null : match.slice(1).map(Number)
}

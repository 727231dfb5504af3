// Captures made to do harm, and captures damaged by chance: whatever the bytes are, there is an end, in time,
// without an exception, and no password shows.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex, joined } from '../helpers/hex.ts'
import {
  bank,
  caller,
  type CapturedPacket,
  dayMs,
  Dialogue,
  fpdu,
  link,
  number,
  pcap,
  pcapng,
  prefixed,
  sendDialogue,
  show,
  tcpPacket,
} from './packets.ts'
import { processorMs } from '../helpers/processor-time.ts'

const runs = { numRuns: 300 }
const segment = (
  sequence: number,
  payload: Uint8Array,
  more: { flags?: number; acknowledgement?: number } = {},
) => tcpPacket([caller, bank], { sequence, payload, flags: 0x18, acknowledgement: 1, ...more })

describe('chance', () => {
  const files = [pcap(sendDialogue().packets), pcapng(sendDialogue().packets)]

  test('bytes of a capture changed anywhere', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 20,
        }),
        (file, changes) => {
          const changed = file.slice()
          for (const [at, byte] of changes) changed[at % changed.length] = byte
          show(changed)
        },
      ),
      runs,
    )
  })

  test('packets lost, repeated and in disorder', () => {
    const { packets } = sendDialogue(undefined, 50)
    fc.assert(
      fc.property(fc.array(fc.nat(packets.length - 1), { maxLength: 120 }), (order) => {
        const chosen = order.flatMap((index) => packets[index] ?? [])
        const { text } = show(pcap(chosen))
        expect(text).not.toContain('SECRET01')
      }),
      runs,
    )
  })

  test('a capture cut at any byte', () => {
    for (const file of files) {
      for (let at = 0; at < file.length; at += 13) {
        const { fault } = show(file.slice(0, at))
        if (fault !== null) expect(fault).toMatch(/\(byte \d+\)/)
      }
    }
  })

  test('segments with any numbers, flags and bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 60 })
    const near = fc.integer({ min: 0, max: 200 })
    const any = fc.oneof(near, fc.integer({ min: 0, max: 2 ** 32 - 1 }))
    const packet = fc.record({
      sequence: any,
      acknowledgement: any,
      flags: fc.integer({ min: 0, max: 63 }),
      payload: bytes,
      back: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 60 }), (all) => {
        const packets = all.map(({ back, ...one }, index) => ({
          atMs: dayMs + index,
          ip: tcpPacket(back ? [bank, caller] : [caller, bank], one),
        }))
        show(pcap(packets, { linkType: link.raw }))
      }),
      runs,
    )
  })

  test('a stream of PeSIT entities with bytes changed, from its start and from the middle', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
        fc.nat(20),
        (changes, from) => {
          const { packets } = sendDialogue(undefined, 300)
          for (const [at, byte] of changes) {
            const { ip } = packets[at % packets.length] ?? { ip: new Uint8Array(41) }
            if (ip.length > 40) ip[40 + (at % (ip.length - 40))] = byte
          }
          show(pcap(packets.slice(from)))
        },
      ),
      runs,
    )
  })

  test('lines of a trace file of any text', () => {
    const line = fc.oneof(
      fc.string(),
      fc.string().map((text) => `2026-11-24T09:42:07Z 1 > ${text}`),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => {
        const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
        return `2026-11-24T09:42:07Z 2 < ${hex}`
      }),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        show(new TextEncoder().encode(['pesit-drop trace 1', ...lines].join('\n')))
      }),
      runs,
    )
  })
})

describe('harm', () => {
  const within = (ms: number, work: () => void) => {
    expect(processorMs(work)).toBeLessThan(ms)
  }
  const megabyte = 1024 * 1024

  test('thousands of silent calls take no more memory than a thousand', () => {
    const packets = Array.from({ length: 8000 }, (_, index) => ({
      atMs: dayMs + index,
      ip: tcpPacket([{ address: `10.1.${index >> 8}.${index & 255}`, port: 1025 }, bank], {
        sequence: index,
        flags: 0x02,
      }),
    }))
    within(20_000, () => {
      const { report } = show(pcap(packets, { linkType: link.raw }))
      expect(report.droppedConnections).toBe(7000)
      expect(report.others).toEqual([
        { called: '192.0.2.10:6502', outcome: 'unanswered', count: 8000 },
      ])
    })
  })

  test('megabytes after a hole that never closes are not kept for ever', () => {
    const { packets } = new Dialogue().open().say(0, prefixed(fpdu('connection', 'CONNECT')))
    const piece = new Uint8Array(1400).fill(0x20)
    const behind: CapturedPacket[] = Array.from({ length: 6000 }, (_, index) => ({
      atMs: dayMs,
      ip: segment(10_000 + 1400 * index, piece),
    }))
    within(20_000, () => {
      const { flat } = show(joinedFile([...packets, ...behind]))
      expect(flat).toMatch(/[\d,]+ bytes are not in the capture, [\d,]+ bytes could not be read/)
    })
  })

  test('a stream that always seems to begin an entity is not examined for ever', () => {
    // Every eight bytes a DTF header, before it a length that leads to the same far end, which does not fit.
    const stream = new Uint8Array(2 * megabyte)
    for (let at = 0; at + 10 <= stream.length; at += 8) {
      const left = Math.min(60_000 - (at % 50_000), 60_000)
      stream.set([left >> 8, left & 0xff, 0, 8, 0, 0, 1, 0], at)
    }
    const packets = chunks(stream, 1400).map((payload, index) => ({
      atMs: dayMs,
      ip: segment((1 + 1400 * index) >>> 0, payload),
    }))
    within(20_000, () => void show(joinedFile(packets)))
  })

  test('an entity that is announced and sent byte by byte costs only the bytes that were sent', () => {
    const { packets } = new Dialogue().open().say(0, prefixed(fpdu('connection', 'CONNECT')))
    const announced = joined([fromHex('FFFF FFFF 0000 61 00'), new Uint8Array(4000)])
    const tiny = Array.from(announced, (byte, index) => ({
      atMs: dayMs,
      ip: segment(1051 + index, Uint8Array.of(byte)),
    }))
    within(20_000, () => {
      expect(show(joinedFile([...packets, ...tiny])).text).toContain('could not be read')
    })
  })

  test('a FIN with a false position does not block a connection for ever', () => {
    const { packets } = new Dialogue().open().say(0, prefixed(fpdu('connection', 'CONNECT')))
    const fin = segment(500_000, new Uint8Array(0), { flags: 0x11 })
    const acknowledgement = tcpPacket([bank, caller], {
      sequence: 5_000_001,
      acknowledgement: 1052,
      flags: 0x10,
    })
    const lies = [fin, ...Array.from({ length: 40 }, () => acknowledgement)]
    within(5000, () => void show(pcap([...packets, ...lies.map((ip) => ({ atMs: dayMs, ip }))])))
  })

  test('a packet with sixty-four VLAN tags is ignored', () => {
    const tags = Array.from({ length: 64 }, () => 0x8100)
    expect(show(pcap(sendDialogue().packets, { tags })).count).toBe(0)
  })
})

function chunks(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.slice(index * size, (index + 1) * size),
  )
}

/** A raw pcap of many packets, without the cost of `pcap`. */
function joinedFile(packets: readonly CapturedPacket[]): Uint8Array {
  const size = packets.reduce((sum, { ip }) => sum + 16 + ip.length, 24)
  const file = new Uint8Array(size)
  file.set(pcap([], { linkType: link.raw }))
  let at = 24
  for (const { ip, atMs } of packets) {
    file.set(number(Math.floor(atMs / 1000), 4, true), at)
    file.set(number(ip.length, 4, true), at + 8)
    file.set(number(ip.length, 4, true), at + 12)
    file.set(ip, at + 16)
    at += 16 + ip.length
  }
  return file
}

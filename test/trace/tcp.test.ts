// TCP put back in order: what came twice, late, overlapping, or never; conversations woven into one another;
// a capture that begins in the middle.

import { describe, expect, test } from 'vitest'
import { fromHex, joined } from '../helpers/hex.ts'
import {
  bank,
  type CapturedPacket,
  caller,
  dayMs,
  Dialogue,
  dtf,
  fpdu,
  pcap,
  prefixed,
  sendDialogue,
  sendExample,
  show,
  tcpPacket,
} from './packets.ts'

const shownOf = (packets: readonly CapturedPacket[]) => show(pcap(packets))
const small = () => sendDialogue(undefined, 100).packets
const withoutTimes = (lines: readonly string[]) =>
  lines
    .filter((line) => !line.includes('• TCP'))
    .map((line) => line.replace(/\d\d:\d\d:\d\d\.\d{3}|\d+ ms|[\d.]+ [KM]B\/s/g, '#'))
const expected = withoutTimes(shownOf(small()).lines)

/** The packets of one side that carry data. */
function carriers(packets: readonly CapturedPacket[]): number[] {
  return packets.flatMap(({ ip }, index) => (ip.length > 40 ? [index] : []))
}

describe('segments are put in order', () => {
  test('segments sent twice count once', () => {
    const twice = small().flatMap((packet) => [packet, packet])
    const shown = shownOf(twice)
    expect(withoutTimes(shown.lines)).toEqual(expected)
    expect(shown.text).toMatch(/TCP: \d+ segments sent again, 0 out of order; put right here/)
  })

  test('segments of one side in disorder are sorted', () => {
    const packets = small()
    const create = packets.findIndex(({ ip }) => ip.length === 140)
    const [first, second] = packets.splice(create, 2)
    if (first === undefined || second === undefined) throw new Error('no segments')
    packets.splice(create, 0, second, first)
    const shown = shownOf(packets)
    expect(withoutTimes(shown.lines)).toEqual(expected)
    expect(shown.text).toContain('0 segments sent again, 1 out of order')
  })

  test('overlapping segments are trimmed', () => {
    const bytes = prefixed(fpdu('connection', 'CONNECT'))
    const opening = new Dialogue().open().packets
    const at = (from: number, to: number) => ({
      atMs: dayMs,
      ip: tcpPacket([caller, bank], {
        sequence: 1001 + from,
        acknowledgement: 5_000_001,
        flags: 0x18,
        payload: bytes.slice(from, to),
      }),
    })
    const { text } = shownOf([...opening, at(0, 20), at(30, 40), at(10, 35), at(5, 50)])
    expect(text).toContain('PI 23 resynchronisation no')
    expect(text).not.toContain('!')
  })

  test('sequence numbers wrap at 2^32', () => {
    const dialogue = new Dialogue([caller, bank], { sequence: [2 ** 32 - 20, 2 ** 32 - 3] }).open()
    for (const [side, entity] of sendExample()) dialogue.say(side, prefixed(entity), 100)
    expect(withoutTimes(shownOf(dialogue.close().packets).lines)).toEqual(expected)
  })

  test('a keep-alive is neither data nor a retransmission', () => {
    const dialogue = new Dialogue().open().say(0, prefixed(fpdu('connection', 'CONNECT')))
    const probe = tcpPacket([caller, bank], {
      sequence: 1000 + 50,
      acknowledgement: 5_000_001,
      flags: 0x10,
      payload: Uint8Array.of(0),
    })
    const { text } = shownOf([...dialogue.packets, { atMs: dayMs, ip: probe }])
    expect(text).toContain('CONNECT')
    expect(text).not.toContain('TCP:')
  })
})

describe('holes in the capture', () => {
  const big = () => dtf(new Uint8Array(20_000).fill(0x41))
  const transfer = () => {
    const dialogue = new Dialogue().open()
    for (const [side, entity] of sendExample().slice(0, 8)) dialogue.say(side, prefixed(entity))
    return dialogue
      .say(0, prefixed(big()))
      .say(0, prefixed(fpdu('send', 'DTF.END')))
      .acknowledge(1)
      .say(0, prefixed(fromHex('000D C008 61 00  1B 02 4E20  1C 01 01')))
      .say(1, prefixed(fromHex('000B C037 01 00  02 03 00 0000')))
  }

  test('a hole inside a data FPDU keeps its place: counts stay right, and the rest is read', () => {
    const { packets } = transfer()
    const data = carriers(packets).filter((index) => packets[index]?.ip.length === 1500)
    const { text, flat } = shownOf(packets.filter((_, index) => index !== data[4]))
    expect(text).toContain('20,000 bytes in 1 article, 1 data FPDU')
    expect(text).toContain('ACK(TRANS.END)')
    expect(flat).toContain('the capture lacks 1,460 bytes at 1 place')
    expect(flat).not.toContain('could not be read')
    // Although the hole was known for sure only later, what was said stays in its order.
    expect(text.indexOf('20,000 bytes')).toBeLessThan(text.indexOf('ACK(TRANS.END)'))
  })

  test('a hole across the border of entities is reported, and the next FPDU is found', () => {
    const { packets } = transfer()
    const data = carriers(packets).filter((index) => packets[index]?.ip.length === 1500)
    const last = (data.at(-1) ?? 0) + 1
    const { flat } = shownOf(packets.filter((_, index) => index !== last && index !== last + 1))
    expect(flat).toContain(
      'bytes of it not in the capture or unreadable: the counts may be too low',
    )
    expect(flat).toContain('→ TRANS.END PI 27 byte count')
    expect(flat).toContain('ACK(TRANS.END)')
  })

  test('segments cut by a short snap length are holes, attributed to the capture', () => {
    const packets = transfer().packets.map((packet) => ({ ...packet, keptBytes: 200 }))
    const { flat } = shownOf(packets)
    expect(flat).toContain('20,000 bytes in 1 article, 1 data FPDU')
    expect(flat).toContain('whole packets: `-s 0`')
  })

  test('a hole that is never filled is reported at the end at the latest', () => {
    const dialogue = new Dialogue().open().say(0, prefixed(fpdu('connection', 'CONNECT')))
    const before = dialogue.packets.length
    dialogue.say(0, new Uint8Array(100)).say(0, prefixed(fpdu('connection', 'RELEASE')))
    const { text } = shownOf(dialogue.packets.filter((_, index) => index !== before))
    expect(text).toContain(
      '! 100 bytes are not in the capture; what follows begins at the next FPDU',
    )
    expect(text).toContain('RELEASE')
  })

  test('a lost FIN is no lost byte', () => {
    const { packets } = sendDialogue()
    const { text } = shownOf(packets.filter((_, index) => index !== packets.length - 3))
    expect(text).not.toContain('lacks')
  })
})

describe('several connections', () => {
  test('that overlap are shown one after the other, and one may be selected', () => {
    const first = sendDialogue().packets
    const second = sendDialogue([{ ...caller, port: 40_002 }, bank]).packets
    const woven = first.flatMap((packet, index) => [packet, second[index] ?? packet])
    const { lines, count } = shownOf(woven)
    expect(count).toBe(2)
    const headings = lines.flatMap((line, index) => (line.startsWith('Connection') ? [index] : []))
    expect(headings).toHaveLength(2)
    expect(lines.slice(headings[0], headings[1]).join('\n')).toContain('10.0.0.5:40001')
    expect(show(pcap(woven), { only: 2 }).lines).toEqual(lines.slice(headings[1]))
  })

  test('a new call on the same ports is a new connection', () => {
    const first = sendDialogue().packets
    const again = new Dialogue([caller, bank], { sequence: [77_000, 88_000] }).open()
    for (const [side, entity] of sendExample()) again.say(side, prefixed(entity))
    expect(shownOf([...first, ...again.packets]).count).toBe(2)
    // Also when the end of the first is not in the capture.
    const { count, flat } = shownOf([...first.slice(0, 8), ...again.packets])
    expect(count).toBe(2)
    expect(flat).toContain('a new call came on the same ports')
  })

  test('when too much waits to be printed, the longest conversation is printed in parts', () => {
    const { text } = show(pcap(sendDialogue().packets), { maximumWaitingEntries: 6 })
    expect(text).toContain('Connection 1, part 1: 10.0.0.5:40001')
    expect(text).toContain('Connection 1, part 2: 10.0.0.5:40001')
    expect(text.match(/ORF {14}/g)).toHaveLength(1)
    expect(text).toContain('1 file sent (1,536 bytes)')
  })
})

describe('a capture that begins in the middle', () => {
  const all = () => sendDialogue().packets

  test.each([3, 4, 5, 6, 8, 12, 15])('from packet %i on is shown from there', (from) => {
    const { text, flat } = shownOf(all().slice(from))
    expect(text).toContain('The capture begins in the middle of this conversation.')
    expect(text).toContain('10.0.0.5:40001 talks with 192.0.2.10:6502')
    expect(text).toContain('→  RELEASE')
    expect(flat).toContain('Released in good order')
    expect(text).not.toContain('!')
  })

  test('inside an entity says how much was skipped', () => {
    const packets = sendDialogue(undefined, 100).packets
    const inData = packets.findIndex(({ ip }) => ip.at(-1) === 0x42)
    const { text, flat } = shownOf(packets.slice(inData))
    expect(text).toMatch(/! \d+ bytes could not be read; what follows begins at the next FPDU/)
    expect(flat).toContain('→ DTF.END')
    expect(text).toContain('→  RELEASE')
  })

  test('the requester is recognised by its FPDUs, not by its port', () => {
    const odd: [typeof caller, typeof bank] = [
      { ...caller, port: 80 },
      { ...bank, port: 60_000 },
    ]
    const { text } = shownOf(sendDialogue(odd).packets.slice(5))
    expect(text).toContain('→  CREATE')
    expect(text).toContain('←  ACK(CREATE)')
  })

  test('without lengths before FPDUs is recognised too', () => {
    const dialogue = new Dialogue()
    for (const [side, entity] of sendExample().slice(3)) dialogue.say(side, entity)
    const { text } = shownOf(dialogue.packets)
    expect(text).toContain('FPDUs without a length before them')
    expect(text).toContain('1,536 bytes in 3 articles')
    expect(text).toContain('→  RELEASE')
  })

  test('without lengths and with checksums is recognised by the checksums', () => {
    const write = fromHex('0006 C002 61 00 EBE9')
    const answer = fromHex('000E C036 01 00 02 03 00 0000 12 01 00 667B')
    const data = fromHex('0009 0000 61 00 414243 14BA')
    const point = fromHex('0009 C003 61 00 14 01 01 F5C5')
    const dialogue = new Dialogue()
      .say(0, write)
      .say(1, answer)
      .say(0, joined([data, point]))
    const { text } = shownOf(dialogue.packets)
    expect(text).toContain('ACK(WRITE)')
    expect(text).toContain('3 bytes in 1 article')
    expect(text).toContain('sync point 1')
  })
})

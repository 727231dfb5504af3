// Capture files of every kind: both formats, both byte orders, both clocks, what carries IP; and files that
// are none.

import { describe, expect, test } from 'vitest'
import { fromHex, joined } from '../../helpers/hex.ts'
import {
  bank,
  block,
  caller,
  Dialogue,
  type End,
  fpdu,
  link,
  linkHeader,
  number,
  pcap,
  pcapng,
  prefixed,
  sendDialogue,
  show,
  tcpPacket,
} from '../packets.ts'

const six: readonly [End, End] = [
  { address: '2001:db8:0:0:1:0:0:5', port: 40_001 },
  { address: '2001:db8:0:0:0:0:0:a', port: 6502 },
]
const packets = () => sendDialogue().packets
const expected = show(pcap(packets())).text

describe('the same conversation is shown', () => {
  test('from pcap and pcapng, little and big endian, micro and nano seconds', () => {
    for (const littleEndian of [true, false]) {
      for (const nanoseconds of [true, false]) {
        expect(show(pcap(packets(), { littleEndian, nanoseconds })).text).toBe(expected)
        expect(show(pcapng(packets(), { littleEndian, nanoseconds })).text).toBe(expected)
      }
    }
    expect(expected).toContain('Released in good order')
  })

  test.each(Object.entries(link))('from link type %s', (_, linkType) => {
    expect(show(pcap(packets(), { linkType })).text).toBe(expected)
  })

  test('with one VLAN tag and with two', () => {
    expect(show(pcap(packets(), { tags: [0x8100] })).text).toBe(expected)
    expect(show(pcap(packets(), { tags: [0x88a8, 0x8100] })).text).toBe(expected)
  })

  test('with the padding of short Ethernet packets', () => {
    expect(show(pcap(packets(), { padding: 6 })).text).toBe(expected)
  })

  test.each([link.ethernet, link.cooked, link.null, link.raw])(
    'over IPv6, link type %s',
    (linkType) => {
      const { text } = show(pcap(sendDialogue(six).packets, { linkType }))
      expect(text).toContain('[2001:db8::1:0:0:5]:40001 calls')
      expect(text).toContain('[2001:db8::a]:6502')
      expect(text).toContain('Released in good order')
    },
  )

  test('after an extension header of IPv6', () => {
    const withHopByHop = packetsOf(six).map((packet) => {
      const { ip } = packet
      const head = ip.slice(0, 40)
      head.set(number(ip.length - 40 + 8, 2), 4)
      head[6] = 0
      return { ...packet, ip: joined([head, fromHex('06 00 01 04 00000000'), ip.slice(40)]) }
    })
    expect(show(pcap(withHopByHop)).text).toContain('Released in good order')
  })

  test('in whatever pieces the file is read', () => {
    for (const chunkBytes of [1, 2, 7, 64, 1000]) {
      expect(show(pcap(packets()), { chunkBytes }).text).toBe(expected)
      expect(show(pcapng(packets()), { chunkBytes }).text).toBe(expected)
    }
  })

  test('from two sections of a pcapng file, each with its own byte order and link type', () => {
    const all = packets()
    const file = joined([
      pcapng(all.slice(0, 9)),
      pcapng(all.slice(9), { littleEndian: false, linkType: link.raw }),
    ])
    expect(show(file).text).toBe(expected)
  })

  test('when the network card left the length of IP to itself', () => {
    const unsummed = packets().map((packet) => {
      const ip = packet.ip.slice()
      ip.set([0, 0], 2)
      return { ...packet, ip }
    })
    expect(show(pcap(unsummed)).text).toBe(expected)
  })
})

function packetsOf(ends: readonly [End, End]) {
  return sendDialogue(ends).packets
}

describe('what is not PeSIT', () => {
  const web: End = { address: '192.0.2.10', port: 8080 }
  const request = new TextEncoder().encode('GET / HTTP/1.1\r\nHost: bank\r\n\r\n')

  test('other connections are counted, not shown', () => {
    const http = new Dialogue([{ ...caller, port: 40_007 }, web]).open().say(0, request).close()
    const { count, closing, text } = show(pcap([...http.packets, ...packets()]))
    expect(count).toBe(1)
    expect(text).toBe(expected)
    expect(closing).toEqual(['Besides: 1 connection without PeSIT, to 192.0.2.10:8080.'])
  })

  test('refused, unanswered and silent calls are reported', () => {
    const refused = tcpPacket([caller, bank], { sequence: 1, flags: 0x02 })
    const no = tcpPacket([bank, caller], { sequence: 0, acknowledgement: 2, flags: 0x14 })
    const other = { ...caller, port: 40_002 }
    const unanswered = tcpPacket([other, bank], { sequence: 1, flags: 0x02 })
    const silent = new Dialogue([{ ...caller, port: 40_003 }, bank]).open().close()
    const file = pcap([
      { atMs: 0, ip: refused },
      { atMs: 1, ip: no },
      { atMs: 2, ip: unanswered },
      ...silent.packets,
    ])
    expect(show(file).closing).toEqual([
      'No PeSIT in 9 TCP segments. Was the right port captured? `tcpdump -i any -s 0 -w FILE port PORT`.',
      'Besides: 1 call refused (TCP reset), to 192.0.2.10:6502.',
      'Besides: 1 connection on which nothing was said, to 192.0.2.10:6502.',
      'Besides: 1 call without an answer, to 192.0.2.10:6502.',
    ])
  })

  test('TLS is reported as TLS, with advice', () => {
    const hello = fromHex('16 0301 0005 01 000001 00')
    const dialogue = new Dialogue().open().say(0, hello).say(1, fromHex('16 0303 0002 0E00'))
    const { text } = show(pcap(dialogue.packets))
    expect(text).toContain('TLS: the conversation is encrypted, and no capture can show it.')
    expect(text).toContain('log.level: debug')
  })

  test('TLS that had begun before the capture is recognised too', () => {
    const data = joined([fromHex('17 0303 0020'), new Uint8Array(32).fill(0xa7)])
    const dialogue = new Dialogue().say(0, data).say(1, data)
    expect(show(pcap(dialogue.packets)).text).toContain('TLS: the conversation is encrypted')
  })

  test('a port selects connections', () => {
    expect(show(pcap(packets()), { port: 6502 }).text).toBe(expected)
    expect(show(pcap(packets()), { port: 6503 }).count).toBe(0)
  })

  test('an unsupported link type is named', () => {
    const file = pcap(packets(), { linkType: 127 })
    expect(show(file).closing.join(' ')).toContain(
      'of link type 127 (802.11 with radiotap) cannot be read',
    )
  })

  test('fragments of IP are counted', () => {
    const [first, ...rest] = packets()
    if (first === undefined) throw new Error('no packet')
    const ip = first.ip.slice()
    ip.set([0x20, 0x00], 6)
    expect(show(pcap([{ ...first, ip }, ...rest])).closing.join(' ')).toContain(
      '1 fragment of IP packets not put together',
    )
  })
})

describe('files that are no capture, or a damaged one', () => {
  const sentence = (bytes: Uint8Array) => show(bytes).fault

  test.each([
    ['', 'The file is empty (byte 0). Was the capture stopped before anything came?'],
    ['1F8B0800', 'The file is compressed (gzip) (byte 0). Unpack it first: `gunzip FILE`.'],
    ['28B52FFD', 'The file is compressed (zstd) (byte 0). Unpack it first: `zstd -d FILE`.'],
    [
      '736E6F6F70000000',
      'The file is a capture of another program (byte 0). Convert it first: `editcap -F pcap FILE NEW`.',
    ],
    [
      '31303A34323A30372E3132',
      'The file is text, and no trace of pesit-drop (byte 0). What tcpdump prints cannot be read back: capture with `tcpdump -w FILE`.',
    ],
    [
      '7F454C46020101',
      'The file is neither a capture (pcap, pcapng) nor a trace of pesit-drop (byte 0). Capture with `tcpdump -i any -s 0 -w FILE port PORT`.',
    ],
  ])('%s', (hex, expectedSentence) => {
    expect(sentence(fromHex(hex))).toBe(expectedSentence)
  })

  test('a truncated capture is shown as far as it is complete, with its end', () => {
    const file = pcap(packets())
    const shown = show(file.slice(0, file.length - 10))
    expect(shown.text).toContain('RELCONF')
    expect(shown.fault).toContain('The capture ends in the middle of a packet (byte ')
    expect(shown.report.fault?.kind).toBe('cut-off')
    expect(show(pcapng(packets()).slice(0, -4)).fault).toContain('ends in the middle of a block')
  })

  test('an impossible length ends the reading there, after everything before it', () => {
    const whole = pcap(packets())
    const nonsense = joined([number(1, 4, true), number(0, 4), fromHex('FFFFFF7F FFFFFF7F')])
    const shown = show(joined([whole, nonsense, new Uint8Array(500)]))
    expect(shown.text).toBe(expected)
    expect(shown.fault).toBe(
      `A packet says that it has 2147483647 bytes (byte ${whole.length}). What stands before it is shown. Copy the file again (in binary mode), or capture again.`,
    )
  })

  test('blocks of pcapng that contradict themselves are reported', () => {
    const word = (value: number, bytes = 4) => number(value, bytes, true)
    const good = pcapng([])
    const twoLengths = joined([word(1), word(20), word(1), word(0), word(24)])
    expect(show(joined([good, twoLengths])).fault).toContain('A block has two lengths that differ')
    const nameless = block(6, [word(7), word(0), word(0), word(4), word(4), word(0)], word)
    expect(show(joined([good, nameless])).fault).toContain(
      'belongs to an interface that the capture never named',
    )
    const greedy = block(6, [word(0), word(0), word(0), word(4000), word(4000), word(0)], word)
    expect(show(joined([good, greedy])).fault).toContain('says that it has 4000 bytes')
    const tiny = joined([word(6), word(8), word(8)])
    expect(show(joined([good, tiny])).fault).toContain('A block says that it has 8 bytes')
  })

  test('a huge block of another kind is skipped without being held', () => {
    const word = (value: number, bytes = 4) => number(value, bytes, true)
    const huge = block(0x0a, [new Uint8Array(3 * 1024 * 1024)], word)
    const section = pcapng([])
    const file = joined([section, huge, pcapng(packets()).slice(section.length)])
    expect(show(file).text).toBe(expected)
  })

  test('packets that the capture dropped are reported', () => {
    const word = (value: number, bytes = 4) => number(value, bytes, true)
    const statistics = block(
      5,
      [word(0), word(0), word(0), word(5, 2), word(8, 2), word(12, 8), word(0)],
      word,
    )
    expect(show(joined([pcapng(packets()), statistics])).closing).toEqual([
      'The capture says that it lost 12 packets: give tcpdump a larger buffer, `-B 65536`.',
    ])
  })

  test('an impossible time is no reason to stop', () => {
    const word = (value: number, bytes = 4) => number(value, bytes, true)
    const [section, interfaceBlock] = [
      block(0x0a0d0d0a, [word(0x1a2b3c4d), word(1, 2), word(0, 2), word(0), word(0)], word),
      // Ten to the power of minus zero: ticks are seconds; the offset is larger than any date.
      block(
        1,
        [
          word(101, 2),
          word(0, 2),
          word(0),
          ...[word(14, 2), word(8, 2), fromHex('FFFFFFFFFFFFFF7F')],
          word(0),
        ],
        word,
      ),
    ]
    const dialogue = new Dialogue().open().say(0, prefixed(fpdu('connection', 'CONNECT')))
    const blocks = dialogue.packets.map(({ ip }) =>
      block(
        6,
        [
          word(0),
          word(0),
          word(0),
          word(ip.length),
          word(ip.length),
          ip,
          new Uint8Array((4 - (ip.length % 4)) % 4),
        ],
        word,
      ),
    )
    const { text } = show(joined([section, interfaceBlock, ...blocks]))
    expect(text).toContain('at a time that the capture does not tell')
    expect(text).toContain('--:--:--.---  →  CONNECT')
  })
})

test('the link headers of the tests match their link types', () => {
  const ip = tcpPacket([caller, bank], { sequence: 1, flags: 2 })
  expect(linkHeader(link.cooked, ip)).toHaveLength(16)
  expect(linkHeader(link.cooked2, ip)).toHaveLength(20)
})

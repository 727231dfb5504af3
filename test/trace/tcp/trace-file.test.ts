// Our own trace file: what is written of a conversation, that nothing secret is in it, and that it reads
// back.

import { describe, expect, test } from 'vitest'
import {
  createTraceFile,
  traceFileHead,
  traceFileHeader,
} from '../../../src/pesit-socket/trace-file.ts'
import { fromHex, joined } from '../../helpers/hex.ts'
import { dayMs, dtf, fpdu, number, objects, prefixed, sendExample, show } from '../packets.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** Writes entities as a line would see them: `0` from the caller. */
function written(
  entities: readonly (readonly [0 | 1, Uint8Array])[],
  options: { readonly weCall?: boolean } = {},
): string {
  const { weCall = true } = options
  let nowMs = dayMs
  let text = traceFileHead
  const file = createTraceFile(
    (line) => {
      text += line
    },
    () => {
      nowMs += 1
      return nowMs
    },
  )
  const connection = file.connection({ own: '10.0.0.5:40001', peer: '192.0.2.10:6502', weCall })
  for (const [side, bytes] of entities) {
    if ((side === 0) === weCall) connection.sent(bytes)
    else connection.received(bytes)
  }
  connection.ended('the other side closed the line')
  return text
}

describe('writing', () => {
  test('each entity is a line with time, connection, direction and bytes; the password is shown as stars', () => {
    const text = written([
      [0, prefixed(fpdu('connection', 'CONNECT'))],
      [1, prefixed(fpdu('connection', 'ACONNECT'))],
    ])
    expect(text.split('\n')).toEqual([
      'pesit-drop trace 1',
      '# Passwords are stars; [n]: n bytes of file data or text are left out.',
      '2026-11-24T09:42:07.001Z 1 call 10.0.0.5:40001 192.0.2.10:6502',
      '2026-11-24T09:42:07.002Z 1 > 0030402000010307434F5250434C49040742414E4B53525605082A2A2A2A2A2A2A2A060102070300010116010017' +
        '0100',
      '2026-11-24T09:42:07.003Z 1 < 00114021016106010207030001011701' + '00',
      '2026-11-24T09:42:07.004Z 1 end the other side closed the line',
      '',
    ])
  })

  test('file data and messages are left out, the lengths before articles stay', () => {
    const articles = fromHex('0012 0000 01 02  0003 414243  0005 48454C4C4F')
    const text = written([
      [0, prefixed(fpdu('connection', 'CONNECT'))],
      [0, prefixed(joined([dtf(new Uint8Array(512).fill(0x41)), fpdu('send', 'SYN')]))],
      [0, prefixed(articles)],
    ])
    expect(text).toContain('> 020600006100 [512] 0009C0036100140101\n')
    expect(text).toContain('> 0012000001020003 [3] 0005 [5]\n')
  })

  test('when the other side calls, its entities go from the caller', () => {
    const text = written([[0, prefixed(fpdu('connection', 'CONNECT'))]], { weCall: false })
    expect(text).toContain('1 call 192.0.2.10:6502 10.0.0.5:40001')
    expect(text).toMatch(/1 > 00304020/)
  })

  test('a stream that can no longer be followed is reported once', () => {
    const text = written([
      [0, prefixed(fpdu('connection', 'CONNECT'))],
      [0, fromHex('0001 0001')],
      [0, fromHex('0001 0001')],
    ])
    expect(text.match(/ > \?\n/g)).toHaveLength(1)
  })

  test('a reason in several lines stays in one', () => {
    let text = traceFileHead
    const file = createTraceFile(
      (line) => {
        text += line
      },
      () => dayMs,
    )
    file.connection({ own: 'a:1', peer: 'b:2', weCall: true }).ended('one\r\n2026 1 > 00')
    expect(text.split('\n')).toHaveLength(5)
  })
})

describe('secrets', () => {
  const hexOf = (text: string) =>
    [...text]
      .map((letter) => letter.charCodeAt(0).toString(16))
      .join('')
      .toUpperCase()

  test.each([
    [
      'PI 5 of CONNECT',
      [0, fpdu('connection', 'CONNECT with everything')],
      ['SECRET01', 'NEWONE01'],
    ],
    [
      'PI 5 of ACONNECT',
      [1, fromHex('0013 4021 01 61  05 08 5345435245543031  06 01 02')],
      ['SECRET01'],
    ],
    [
      'an unknown PI',
      [1, fromHex('0013 4021 01 61  06 01 02  40 08 5345435245543031')],
      ['SECRET01'],
    ],
    [
      'behind a length that is wrong',
      [1, fromHex('0012 4022 01 00  02 50 05 08 5345435245543031')],
      ['SECRET01'],
    ],
    ['inside a group', [1, fromHex('0012 C031 01 00  09 0A 05 08 5345435245543031')], ['SECRET01']],
    [
      'with the long form of its length',
      [1, fromHex('0012 4021 01 61  05 FF 0008 5345435245543031')],
      ['SECRET01'],
    ],
    ['a message', [1, fromHex('0010 C018 61 00  5B 08 5345435245543031')], ['SECRET01']],
  ] as const)('%s', (_, [side, entity], secrets) => {
    const opening: [0 | 1, Uint8Array][] =
      side === 0 ? [] : [[1, prefixed(fpdu('connection', 'ACONNECT'))]]
    const text = written([...opening, [side, prefixed(entity)]])
    for (const secret of secrets) expect(text).not.toContain(hexOf(secret))
    expect(text.split('\n').length).toBeGreaterThan(4)
  })

  test('the password of the pre-connection is hidden', () => {
    const greeting = fromHex('D7C5E2C9E3404040 C3D6D9D7C3D3C940 E2C5C3D9C5E3F0F1')
    const text = written([
      [0, greeting],
      [1, fromHex('C1C3D2F0')],
    ])
    expect(text).toContain('> D7C5E2C9E3404040C3D6D9D7C3D3C9405C5C5C5C5C5C5C5C')
    expect(text).toContain('< C1C3D2F0')
    expect(show(bytesOf(text)).text).toContain('identifier "CORPCLI"  password •••')
  })
})

describe('reading back', () => {
  test('the whole conversation is shown as from a capture', () => {
    const text = written(sendExample().map(([side, entity]) => [side, prefixed(entity)]))
    const { flat, closing } = show(bytesOf(text))
    expect(flat).toContain('Connection 1: 10.0.0.5:40001 calls 192.0.2.10:6502')
    expect(flat).toContain('1,536 bytes in 3 articles, 3 data FPDUs')
    expect(flat).toContain('1 file sent (1,536 bytes); 1 sync point. Released in good order.')
    expect(flat).not.toContain('!')
    expect(closing).toEqual([])
  })

  test('right checksums stay right, and wrong ones stay wrong', () => {
    const answer = '0011 4021 01 61  06 01 02  07 03 0001 01  17 01 00'
    const withCrc = fromHex(`0033 4020 00 01  01 01 01  03 07 434F5250434C49  04 07 42414E4B535256
      05 08 5345435245543031  06 01 02  07 03 0001 01  16 01 00  17 01 00  B9F7`)
    for (const framed of [
      (entity: Uint8Array) => prefixed(entity),
      (entity: Uint8Array) => entity,
    ]) {
      const right = written([
        [0, framed(withCrc)],
        [1, framed(fromHex(`${answer} BF3E`))],
      ])
      expect(show(bytesOf(right)).text).toContain('with checksums')
      expect(show(bytesOf(right)).text).not.toContain('!')
      const wrong = written([
        [0, framed(withCrc)],
        [1, framed(fromHex(`${answer} BF3F`))],
      ])
      expect(show(bytesOf(wrong)).text).toContain('! the checksum of ACONNECT is wrong')
    }
  })

  test('a line that ended without RELEASE is shown with the reason of its program', () => {
    const text = written([[0, prefixed(fpdu('connection', 'CONNECT'))]])
    expect(show(bytesOf(text)).flat).toContain(
      'Cut without RELEASE; the program that traced it said: "the other side closed the line".',
    )
  })

  test('the trace may be read in any pieces and with Windows line ends', () => {
    const text = written(sendExample().map(([side, entity]) => [side, prefixed(entity)]))
    const whole = show(bytesOf(text)).text
    expect(show(bytesOf(text), { chunkBytes: 1 }).text).toBe(whole)
    expect(show(bytesOf(text.replace(/\n/g, '\r\n').replace('\r\n', '\n'))).text).toBe(whole)
  })

  test('wrong lines are named and left out', () => {
    const good = written([[0, prefixed(fpdu('connection', 'CONNECT'))]]).split('\n')
    const lines = [
      ...good.slice(0, 4),
      'nonsense',
      '2026-11-24T09:42:07.010Z 1 > 00ZZ',
      '2026-11-24T09:42:07.010Z 1 > [99999]',
      'yesterday 1 > 00',
      `2026-11-24T09:42:07.010Z 1 > ${'00'.repeat(300_000)}`,
      '2026-11-24T09:42:08.000Z 1 < 0006402401' + '61',
    ]
    const { closing, text } = show(bytesOf(lines.join('\n')))
    expect(closing).toEqual([
      expect.stringMatching(/^Line 5 \(byte \d+\) is left out: it is no line of a trace\.$/),
      expect.stringMatching(/^Line 6 \(byte \d+\) is left out: its bytes cannot be read\.$/),
      expect.stringMatching(/^Line 7 \(byte \d+\) is left out: its bytes cannot be read\.$/),
      expect.stringMatching(/^Line 8 \(byte \d+\) is left out: its time cannot be read\.$/),
      expect.stringMatching(/^Line 9 \(byte \d+\) is left out: it is longer than any entity\.$/),
    ])
    expect(text).toContain('RELCONF')
  })

  test('texts of a foreign file never reach a terminal unescaped', () => {
    const file = `${traceFileHeader}\n2026-11-24T09:42:07Z 1 call a:1 b:2\n2026-11-24T09:42:07Z 1 > 00064024${'0161'}\n2026-11-24T09:42:07Z 1 end \u001b[31mred\u009b\n`
    expect(show(bytesOf(file)).text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  })

  test('an entity of a connection that never began is shown too', () => {
    const file = `${traceFileHeader}\n2026-11-24T09:42:07Z 7 > 0006C0026100\n`
    expect(show(bytesOf(file)).text).toContain('WRITE')
    expect(objects(bytesOf(file))[0]).toMatchObject({ caller: '?', called: '?', fromStart: false })
  })

  test('an entity of the largest size is written and read', () => {
    const body = new Uint8Array(65_535 - 6).fill(7)
    const largest = joined([number(65_535, 2), fromHex('0000 61 00'), body])
    const text = written([
      [0, prefixed(fpdu('connection', 'CONNECT'))],
      [0, prefixed(largest)],
    ])
    expect(show(bytesOf(text)).text).toContain('65,529 bytes in 1 article')
  })
})

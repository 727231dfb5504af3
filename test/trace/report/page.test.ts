// What a person is shown of a conversation, to the letter; and what is never shown.

import { describe, expect, test } from 'vitest'
import { fromHex, joined } from '../../helpers/hex.ts'
import {
  caller,
  bank,
  Dialogue,
  dtf,
  fpdu,
  number,
  objects,
  pcap,
  prefixed,
  sendDialogue,
  sendExample,
  show,
} from '../packets.ts'

const connect = () => fpdu('connection', 'CONNECT')
const aconnect = () => fpdu('connection', 'ACONNECT')
const begun = () => new Dialogue().open().say(0, prefixed(connect())).say(1, prefixed(aconnect()))
const shownOf = (dialogue: Dialogue) => show(pcap(dialogue.packets))

describe('a conversation on a page', () => {
  test('a sent file is shown with a heading, one line for each FPDU, a sum of the data and a closing sentence', () => {
    expect(shownOf(sendDialogue()).lines).toEqual([
      'Connection 1: 10.0.0.5:40001 calls 192.0.2.10:6502 on 24 November 2026 at 10:42:07 (Europe/Paris)',
      '  requester "CORPCLI", server "BANKSRV"; each entity behind its length; 23 ms long',
      '',
      '10:42:07.003  →  CONNECT          PI 3 requester "CORPCLI"  PI 4 server "BANKSRV"',
      '                                  PI 5 access control •••  PI 6 version E',
      '                                  PI 7 sync points every 1 KB, window 1  PI 22 access type write',
      '                                  PI 23 resynchronisation no',
      '10:42:07.004  ←  ACONNECT         PI 6 version E  PI 7 sync points every 1 KB, window 1',
      '                                  PI 23 resynchronisation no',
      '',
      '10:42:07.005  →  CREATE           PGI 9:  PI 11 file type 0  PI 12 file name "VIREMENT"',
      '                                  PI 13 transfer number 9419  PI 16 data code binary',
      '                                  PI 17 priority urgent  PI 25 entity size 4,096 bytes',
      '                                  PGI 30:  PI 31 article format fixed',
      '                                  PI 32 article length 512 bytes  PI 33 organisation sequential',
      '                                  PI 37 file label "PAIN001.XML"',
      '                                  PGI 40:  PI 41 space unit kilobytes  PI 42 maximum space 2 KB',
      '                                  PGI 50:  PI 51 creation date 2026-09-30 08:15:00',
      '                                  PI 61 client "CORPCLI"  PI 62 final bank "BANKSRV"',
      '                                  PI 99 free text "INV-42"',
      '10:42:07.006  ←  ACK(CREATE)      PI 2 diagnostic success  PI 13 transfer number 9419',
      '                                  PI 25 entity size 4,096 bytes',
      '10:42:07.007  →  ORF              PI 21 compression none',
      '10:42:07.008  ←  ACK(ORF)         PI 2 diagnostic success  PI 21 compression none',
      '10:42:07.009  →  WRITE',
      '10:42:07.010  ←  ACK(WRITE)       PI 2 diagnostic success  PI 18 restart point 0, the beginning',
      '10:42:07.011  →  data             1,536 bytes in 3 articles, 3 data FPDUs, 2 ms (750 KB/s)',
      '                                  sync point 1 acknowledged',
      '10:42:07.013  →  DTF.END          PI 2 diagnostic success',
      '10:42:07.014  →  TRANS.END        PI 27 byte count 1,536 bytes  PI 28 article count 3',
      '10:42:07.015  ←  ACK(TRANS.END)   PI 2 diagnostic success  PI 27 byte count 1,536 bytes',
      '                                  PI 28 article count 3',
      '10:42:07.016  →  CRF              PI 2 diagnostic success',
      '10:42:07.017  ←  ACK(CRF)         PI 2 diagnostic success',
      '10:42:07.018  →  DESELECT         PI 2 diagnostic success',
      '10:42:07.019  ←  ACK(DESELECT)    PI 2 diagnostic success',
      '',
      '10:42:07.020  →  RELEASE          PI 2 diagnostic success',
      '10:42:07.021  ←  RELCONF',
      '',
      '  1 file sent (1,536 bytes); 1 sync point. Released in good order.',
      '',
    ])
  })

  test('no line is longer than a hundred columns, however long a text is', () => {
    const text = Array.from({ length: 25 }, (_, index) => `word-${index}`).join(' ')
    const free = new TextEncoder().encode(`${text} ${'x'.repeat(60)}`)
    const body = joined([fromHex('06 01 02  63'), Uint8Array.of(free.length), free])
    const long = joined([number(body.length + 6, 2), fromHex('4021 01 61'), body])
    const dialogue = new Dialogue().open().say(0, prefixed(connect())).say(1, prefixed(long))
    const { lines } = shownOf(dialogue)
    expect(lines.join(' ')).toContain('word-24')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  test('a refusal is shown with its reason in words and the refusing side', () => {
    const dialogue = new Dialogue()
      .open()
      .say(0, prefixed(connect()))
      .say(1, prefixed(fpdu('connection', 'RCONNECT')))
      .close(1)
    const { text } = shownOf(dialogue)
    expect(text).toContain('we are not authorised (identifier or password) (PESIT-3-304)')
    expect(text).toContain('Refused by the responder: we are not authorised')
  })

  test('a slow answer and a silence are shown', () => {
    const dialogue = new Dialogue()
      .open()
      .say(0, prefixed(connect()))
      .wait(12_300)
      .say(1, prefixed(aconnect()))
      .wait(60_000)
      .say(1, prefixed(fpdu('connection', 'ABORT')))
    const { text } = shownOf(dialogue)
    expect(text).toContain('answered after 12.3 s')
    expect(text).toContain('after 1 min of silence')
    expect(text).toContain('Aborted by the responder: an answer took too long (PESIT-3-317).')
  })

  test('when TCP ends without RELEASE the fate of the file is shown as unknown', () => {
    const dialogue = new Dialogue().open()
    for (const [side, entity] of sendExample().slice(0, 12)) dialogue.say(side, prefixed(entity))
    const { text, flat } = shownOf(dialogue.reset(1))
    expect(flat).toContain('Cut without RELEASE: the responder reset the TCP connection.')
    expect(text).toContain(
      '"VIREMENT", "PAIN001.XML", transfer 9419: cut off: nobody knows: TRANS.END was not answered',
    )
  })

  test.each([64, 80, 120])('no line is wider than a terminal of %i columns', (columns) => {
    const { lines } = show(pcap(sendDialogue().packets), { columns })
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns)
  })

  test.each([
    [10, 'in the middle of the data'],
    [11, 'all data had been sent, TRANS.END had not'],
  ])('a cut after %i entities tells how far the data came: %s', (entities, expected) => {
    const dialogue = new Dialogue().open()
    for (const [side, entity] of sendExample().slice(0, entities))
      dialogue.say(side, prefixed(entity))
    expect(shownOf(dialogue.reset(1)).text).toContain(`transfer 9419: cut off: ${expected}`)
  })

  test('a restart is shown with its point, an interruption with its reason', () => {
    const dialogue = begun()
      .say(0, prefixed(fpdu('send', 'CREATE once more')))
      .say(1, prefixed(fpdu('send', 'ACK(CREATE)')))
      .say(0, prefixed(fpdu('send', 'ORF')))
      .say(1, prefixed(fpdu('send', 'ACK(ORF)')))
      .say(0, prefixed(fpdu('send', 'WRITE')))
      .say(1, prefixed(fromHex('000E C036 01 00  02 03 00 0000  12 01 01')))
      .say(0, prefixed(dtf(new Uint8Array(100).fill(0x41))))
      .say(1, prefixed(fpdu('interruption', 'IDT by the responder')))
      .say(0, prefixed(fromHex('0006 C03A 61 00')))
    const { flat, text } = shownOf(dialogue)
    expect(text).toContain('PI 15 restarted yes')
    expect(text).toContain('PI 19 end code 4, an error: a restart should follow')
    expect(text).toContain('1 transfer that did not get through; 1 restart (from point 1)')
    expect(flat).toContain('interrupted: a fatal input or output error (PESIT-2-213)')
  })

  test('no file waiting is an answer, not a failure', () => {
    const dialogue = begun()
      .say(0, prefixed(fpdu('receive', 'SELECT')))
      .say(1, prefixed(fromHex('000B C031 01 00  02 03 02 00CD')))
    const { text } = shownOf(dialogue)
    expect(text).toContain('PI 2 diagnostic the file does not exist (PESIT-2-205)')
    expect(text).toContain('1 ask without a file')
    expect(text).not.toContain('did not get through')
  })

  test('counts that do not match the data are shown', () => {
    const wrong = fromHex('000D C008 61 00  1B 02 0601  1C 01 04')
    const dialogue = new Dialogue().open()
    for (const [side, entity] of sendExample().slice(0, 11)) dialogue.say(side, prefixed(entity))
    const { flat } = shownOf(dialogue.say(0, prefixed(wrong)))
    expect(flat).toContain('! PI 27 says 1537 where 1,536 bytes travelled')
    expect(flat).toContain('! PI 28 says 4 where 3 articles travelled')
  })

  test('missing parameters are shown, and so are tolerated oddities', () => {
    const bare = fromHex('0009 4020 00 01  06 01 02')
    const padded = fromHex('000F 4021 01 61  06 03 00 00 02  17 02 00 00')
    const { text } = shownOf(new Dialogue().open().say(0, prefixed(bare)).say(1, prefixed(padded)))
    expect(text).toContain('PI 3 is missing')
    expect(text).toContain('PI 6 has leading zeros')
  })

  test('a pre-connection is shown with its identifier and its acceptance', () => {
    const dialogue = new Dialogue()
      .open()
      .say(0, prefixed(fromHex('D7C5E2C9E3404040 C3D6D9D7C3D3C940 E2C5C3D9C5E3F0F1')))
      .say(1, prefixed(fromHex('C1C3D2F0')))
      .say(0, prefixed(connect()))
      .say(1, prefixed(aconnect()))
    const { text } = shownOf(dialogue)
    expect(text).toContain('→  pre-connection   identifier "CORPCLI"  password •••')
    expect(text).toContain('←  pre-connection   ACK0, acknowledged')
    expect(text).toContain('ACONNECT')
  })
})

describe('checksums', () => {
  // PeSIT E §6.5: CONNECT of the example with PI 1, and its two bytes.
  const withCrc = fromHex(`0033 4020 00 01  01 01 01  03 07 434F5250434C49  04 07 42414E4B535256
    05 08 5345435245543031  06 01 02  07 03 0001 01  16 01 00  17 01 00  B9F7`)
  const answer = '0011 4021 01 61  06 01 02  07 03 0001 01  17 01 00'

  test('a valid checksum is not mentioned, a wrong one is', () => {
    const right = new Dialogue()
      .open()
      .say(0, prefixed(withCrc))
      .say(1, prefixed(fromHex(`${answer} BF3E`)))
    expect(shownOf(right).text).toContain('with checksums')
    expect(shownOf(right).text).not.toContain('!')
    const wrong = new Dialogue()
      .open()
      .say(0, prefixed(withCrc))
      .say(1, prefixed(fromHex(`${answer} BF3F`)))
    expect(shownOf(wrong).text).toContain('! the checksum of ACONNECT is wrong')
  })

  test('on a line without lengths CONNECT announces the checksums', () => {
    const dialogue = new Dialogue()
      .open()
      .say(0, withCrc)
      .say(1, fromHex(`${answer} BF3E`))
      .say(0, fromHex('0006 C002 61 00 EBE9'))
    const { text } = shownOf(dialogue)
    expect(text).toContain('FPDUs without a length before them; with checksums')
    expect(text).toContain('WRITE')
    expect(text).not.toContain('!')
  })
})

describe('secrets', () => {
  const secrets = ['SECRET01', 'NEWONE01', 'ALPHA-64', 'E2C5C3D9C5E3F0F1']
  const dialogue = () =>
    new Dialogue()
      .open()
      .say(0, prefixed(fromHex('D7C5E2C9E3404040 C3D6D9D7C3D3C940 E2C5C3D9C5E3F0F1')))
      .say(1, prefixed(fromHex('C1C3D2F0')))
      .say(0, prefixed(fpdu('connection', 'CONNECT with everything'), fromHex('0000')))
      // The bank shows itself with a password of its own, and PI 64 holds another.
      .say(
        1,
        prefixed(
          fromHex('001D 4021 01 61  05 08 5345435245543031  06 01 02  40 08 414C5048412D3634'),
        ),
      )
      // A PI 5 in a place where it makes no sense, and one behind a length that is wrong.
      .say(0, prefixed(fromHex('0015 4023 61 01  05 08 5345435245543031  02 03 00 0000')))
      .say(0, prefixed(fromHex('0012 C015 61 00  02 50 05 08 5345435245543031')))

  test('passwords appear neither on the page nor in the output for programs, in any position', () => {
    const file = pcap(dialogue().packets)
    const both = show(file).text + JSON.stringify(objects(file))
    for (const secret of secrets) expect(both).not.toContain(secret)
    expect(both).toContain('PI 5 access control •••, and a new one •••')
    expect(both).toContain('PI 64 unknown 8 bytes')
  })

  test('file data and messages are shown as sizes', () => {
    const payment = new TextEncoder().encode('FR7612345987650123456789014')
    const { text } = shownOf(begun().say(0, prefixed(dtf(payment))))
    expect(text).toContain('27 bytes in 1 article')
    expect(text).not.toContain('FR76')
  })
})

describe('for programs', () => {
  test('each entry is one object with the connection, the role, and parameters by name', () => {
    const found = objects(pcap(sendDialogue().packets))
    expect(found[0]).toMatchObject({
      type: 'connection',
      connection: 1,
      caller: `${caller.address}:40001`,
      called: `${bank.address}:6502`,
      at: '2026-11-24T09:42:07.000Z',
    })
    expect(found.find(({ name }) => name === 'CREATE')).toMatchObject({
      type: 'fpdu',
      role: 'requester',
      parameters: { transferNumber: 9419, file: { fileName: 'VIREMENT' } },
    })
    expect(found.find(({ type }) => type === 'data')).toMatchObject({
      dataBytes: 1536,
      articles: 3,
      acknowledgedPoint: 1,
    })
    expect(found.at(-1)).toMatchObject({
      type: 'end',
      pesit: 'released',
      tcp: 'closed',
      syncPoints: 1,
      transfers: [{ direction: 'sent', stage: 'acknowledged', dataBytes: 1536 }],
    })
  })
})

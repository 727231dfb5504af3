import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeFpdu } from '../../src/pesit/describe.ts'
import { decodeFpdu } from '../../src/pesit/fpdu/decode.ts'
import { fromHex, loadHex } from '../helpers/hex.ts'
import { anyFpdu } from './fpdu/arbitrary.ts'

const line = (file: string, title: string): string => {
  const example = loadHex(file).find((each) => each.title === title)
  return describeFpdu(decodeFpdu(example?.bytes ?? new Uint8Array(0)).fpdu)
}

describe('an FPDU is one line', () => {
  test.each([
    [
      'connection',
      'CONNECT',
      'CONNECT (0, 1)  PI 3 requester="CORPCLI"  PI 4 server="BANKSRV"  PI 5 accessControl=•••' +
        '  PI 6 version=2  PI 7 sync=1 KB, window 1  PI 22 accessType=write  PI 23 resync=false',
    ],
    [
      'connection',
      'RCONNECT',
      'RCONNECT (1, 0)  PI 2 diagnostic=we are not authorised (identifier or password) (PESIT-3-304)',
    ],
    ['connection', 'ABORT', 'ABORT (1, 97)  PI 2 diagnostic=an answer took too long (PESIT-3-317)'],
    [
      'send',
      'CREATE',
      'CREATE (97, 0)  PGI 9 {PI 11 fileType=0  PI 12 fileName="VIREMENT"}  PI 13 transferNumber=9419' +
        '  PI 16 dataCode=binary  PI 17 priority=0  PI 25 entityBytes=4096' +
        '  PGI 30 {PI 31 articleFormat=fixed  PI 32 articleBytes=512  PI 33 organisation=0' +
        '  PI 37 label="PAIN001.XML"}  PGI 40 {PI 41 spaceUnit=kilobytes  PI 42 maximumSpace=2}' +
        '  PGI 50 {PI 51 creationDate="260930081500"}  PI 61 client="CORPCLI"' +
        '  PI 62 finalBank="BANKSRV"  PI 99 freeText="INV-42"',
    ],
    ['send', 'ORF', 'ORF (97, 0)  PI 21 compression=none'],
    ['send', 'WRITE', 'WRITE (97, 0)'],
    ['send', 'DTF', 'DTF (97, 0) 3 bytes'],
    ['receive', 'DTFMA', 'DTFMA (1, 0) 4 bytes'],
    ['message', 'MSGFM', 'MSGFM (97, 0)  PI 91 message=2 bytes'],
    [
      'tolerated',
      'an unknown parameter',
      'ACK(WRITE) (1, 0)  PI 2 diagnostic=success (PESIT-0-000)  PI 18 restartPoint=0  PI 200? 2 bytes',
    ],
  ])('%s: %s', (file, title, expected) => {
    expect(line(file, title)).toBe(expected)
  })

  test('with the type of a compression', () => {
    const orf = decodeFpdu(fromHex('000A C014 61 00 15 02 01 03')).fpdu
    expect(describeFpdu(orf)).toBe('ORF (97, 0)  PI 21 compression=type 3')
  })
})

test('whatever a peer sends, the line has no control characters and no password', () => {
  fc.assert(
    fc.property(anyFpdu, fc.string({ unit: 'binary' }), (fpdu, freeText) => {
      const accessControl = 'TOP-SECRET'
      const text = describeFpdu({
        ...fpdu,
        parameters: { ...fpdu.parameters, accessControl, freeText, label: freeText } as never,
      })
      expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
      expect(text).not.toContain(accessControl)
    }),
    { numRuns: 1000 },
  )
})

test('control characters of a terminal are shown by their number', () => {
  const parameters = { freeText: 'a\u009b31m\u007f\u001b[0m"é' }
  expect(describeFpdu({ name: 'RELCONF', dst: 0, src: 0, parameters })).toBe(
    String.raw`RELCONF (0, 0)  PI 99 freeText="a\u009b31m\u007f\u001b[0m\"é"`,
  )
})

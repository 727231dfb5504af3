import { expect, test } from 'vitest'
import { lastRecordEnds, RecordEnds } from '../../../src/preflight/cfonb/end.ts'

const last = (code: string, length: number, isTrimmed = false) => ({ code, length, isTrimmed })

test.each([
  [160, last('08', 160), 'whole'],
  [160, last('08', 118), 'short'],
  [160, last('08', 118, true), 'whole'],
  [160, last('08', 113, true), 'cut'],
  [160, last('06', 160, true), 'cut'],
  [320, last('08', 271, true), 'whole'],
  [320, last('08', 270, true), 'cut'],
  [320, last('07', 320), 'cut'],
  [120, last('07', 120), 'whole'],
  [120, last('05', 120), 'cut'],
  [240, last('39', 240), 'whole'],
  [240, last('08', 240), 'whole'],
  [240, last('34', 240), 'cut'],
] as const)('of %i characters a record, %j is %s', (recordBytes, record, end) => {
  expect(lastRecordEnds(recordBytes, record)).toBe(end)
})

test('the last record that was seen says where a file is cut', () => {
  const ends = new RecordEnds(160)
  expect(ends.cut).toEqual({ recordBytes: 160, record: 0, code: '', length: 0 })
  ends.take('03', 1, 160)
  ends.take('06', 2, 70)
  expect(ends.cut).toEqual({ recordBytes: 160, record: 2, code: '06', length: 70 })
  ends.take('08', 3, 160)
  expect(ends.cut).toBeNull()
})

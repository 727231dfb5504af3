import { expect, test } from 'vitest'
import { lastRecordEnds, RecordEnds } from '../../src/preflight/cfonb-end.ts'

test.each([
  [160, '08', 160, false, 'whole'],
  [160, '08', 118, false, 'short'],
  [160, '08', 118, true, 'whole'],
  [160, '08', 113, true, 'cut'],
  [160, '06', 160, true, 'cut'],
  [320, '08', 271, true, 'whole'],
  [320, '08', 270, true, 'cut'],
  [320, '07', 320, false, 'cut'],
  [120, '07', 120, false, 'whole'],
  [120, '05', 120, false, 'cut'],
  [240, '39', 240, false, 'whole'],
  [240, '08', 240, false, 'whole'],
  [240, '34', 240, false, 'cut'],
] as const)(
  'of %i: a %s of %i characters, trimmed %s: %s',
  (recordBytes, code, length, isTrimmed, end) => {
    expect(lastRecordEnds(recordBytes, { code, length, isTrimmed })).toBe(end)
  },
)

test('the last record that was seen says where a file is cut', () => {
  const ends = new RecordEnds(160)
  expect(ends.cut).toEqual({ recordBytes: 160, record: 0, code: '', length: 0 })
  ends.take('03', 1, 160)
  ends.take('06', 2, 70)
  expect(ends.cut).toEqual({ recordBytes: 160, record: 2, code: '06', length: 70 })
  ends.take('08', 3, 160)
  expect(ends.cut).toBeNull()
})

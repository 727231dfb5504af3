import { expect, test } from 'vitest'
import { sessionPoint, recorded } from '../../../src/bank/native/sync-points.ts'

const place = { number: 3, offsetBytes: 4096, wireBytes: 4096, articles: 2 }

test('when the line counts bytes as the file does, the ledger stores only the place', () => {
  expect(recorded(place, true)).toEqual({
    number: 3,
    offsetBytes: 4096,
    articles: 2,
    confirmed: true,
    carry: '',
  })
})

test.each([
  ['the same', place],
  ['less, as records are compressed', { ...place, wireBytes: 100 }],
  ['nothing yet', { ...place, wireBytes: 0 }],
])('a place is the same when it is read again, where the line counted %s', (_, given) => {
  expect(sessionPoint(recorded(given, false))).toEqual(given)
})

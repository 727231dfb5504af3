// PeSIT E §7.4 of the restart rules: which points a sender may serve.

import { expect, test } from 'vitest'
import { decideRestart } from '../../../../src/bank/native/send/restart.ts'

const point = (number: number, confirmed: boolean) => ({
  number,
  offsetBytes: number * 1000,
  articles: number,
  confirmed,
  carry: '',
})
const points = [point(1, true), point(2, true), point(3, false)]

test.each([
  ['a new transfer begins at the start', { point: 0, restarted: false, inDoubt: false }, 0],
  [
    'a restart may begin at the start while nothing is in doubt',
    { point: 0, restarted: true, inDoubt: false },
    0,
  ],
  [
    'a restart goes on from the last confirmed point',
    { point: 2, restarted: true, inDoubt: false },
    2000,
  ],
  [
    'a point whose acknowledgement was lost is served',
    { point: 3, restarted: true, inDoubt: false },
    3000,
  ],
  [
    'an older point is served before the intent, though the bank lost what it had confirmed',
    { point: 1, restarted: true, inDoubt: false },
    1000,
  ],
  [
    'in doubt, the last confirmed point is served',
    { point: 2, restarted: true, inDoubt: true },
    2000,
  ],
  [
    'in doubt, point 0 is never served: the bank may have the file whole',
    { point: 0, restarted: true, inDoubt: true },
    null,
  ],
  [
    'in doubt, a point before the last confirmed one is never served',
    { point: 1, restarted: true, inDoubt: true },
    null,
  ],
  [
    'a point that was never set is never served, and no offset is computed for it',
    { point: 4, restarted: true, inDoubt: false },
    null,
  ],
  [
    'a point in a file that is new to the bank is never served',
    { point: 1, restarted: false, inDoubt: false },
    null,
  ],
])('%s', (_, asked, offsetBytes) => {
  const decision = decideRestart({ ...asked, points })
  expect(decision.kind === 'go' ? decision.from.offsetBytes : null).toBe(offsetBytes)
})

// Facts that are not what was written, as a start looks for them: one fact among others that agree is damage,
// a long run is another key.

import { expect, test } from 'vitest'
import { type ChainedFact, linkOf } from '../../../src/ledger/audit/audit.ts'
import { spoiledFact } from '../../../src/ledger/audit/start-check.ts'

const key = Buffer.alloc(32, 7)
const otherKey = Buffer.alloc(32, 8)

/** Facts with these numbers, linked with this key. */
function chain(count: number, { from = 1, by = key }: { from?: number; by?: Buffer } = {}) {
  const facts: ChainedFact[] = []
  for (let sequence = from; sequence < from + count; sequence += 1) {
    const fact = {
      ...{ sequence, transferId: `t${sequence}`, atMs: sequence, event: 'sealed' },
      ...{ from: 'claimed', to: 'sealed', sentence: 'x', actor: 'daemon', detail: '{}' },
      message: '',
    }
    facts.push({ ...fact, chain: linkOf(by, facts.at(-1)?.chain ?? '', fact) })
  }
  return facts
}
const changed = (facts: readonly ChainedFact[], at: number, change: Partial<ChainedFact>) =>
  facts.map((fact, index) => (index === at ? { ...fact, ...change } : fact))

test('facts as they were written are in order, also from the middle of the chain', () => {
  expect(spoiledFact(key, chain(5))).toBe(null)
  expect(spoiledFact(key, chain(5).slice(2))).toBe(null)
  expect(spoiledFact(key, [])).toBe(null)
})

test('a fact whose text is not what was written is found', () => {
  for (const at of [0, 2, 4])
    expect(spoiledFact(key, changed(chain(5), at, { sentence: 'y' }))?.sequence).toBe(at + 1)
})

test('a fact whose hash is not what was written is found, although the next one disagrees too', () => {
  expect(spoiledFact(key, changed(chain(5), 2, { chain: '00' }))).toMatchObject({
    ...{ sequence: 3, transferId: 't3' },
  })
})

test('of facts that do not begin with the first of all, the first is known by its hash alone', () => {
  expect(spoiledFact(key, changed(chain(5).slice(2), 0, { sentence: 'y' }))).toBe(null)
  expect(spoiledFact(key, changed(chain(5).slice(2), 1, { sentence: 'y' }))?.sequence).toBe(4)
})

test('a long run that disagrees was written with another key, and is no damage', () => {
  expect(spoiledFact(key, chain(5, { by: otherKey }))).toBe(null)
  const [first, ...rest] = chain(6)
  const run = rest.map((fact, index) => (index < 3 ? { ...fact, sentence: 'y' } : fact))
  expect(spoiledFact(key, first === undefined ? [] : [first, ...run])).toBe(null)
})

test('two facts in a row that disagree are damage, three are none', () => {
  const two = changed(changed(chain(8), 3, { sentence: 'y' }), 4, { sentence: 'y' })
  expect(spoiledFact(key, two)?.sequence).toBe(4)
  expect(spoiledFact(key, changed(two, 5, { sentence: 'y' }))).toBe(null)
})

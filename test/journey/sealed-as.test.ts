import { expect, test } from 'vitest'
import type { Fact } from '../../src/journey/fact.ts'
import { sealedAs } from '../../src/journey/sealed-as.ts'
import type { Transfer } from '../../src/journey/transfer.ts'

const transfer = (changes: Partial<Transfer> = {}) =>
  ({ sizeBytes: 10, sha256: 'a', ...changes }) as Transfer
const fact = (event: string, modifiedNs?: unknown) =>
  ({ event, detail: { modifiedNs } }) as unknown as Fact

test('it is the size and the hash of the transfer, with the time of the last seal', () => {
  const facts = [
    fact('claimed', '1'),
    fact('sealed', '2'),
    fact('sealed', '3'),
    fact('queued', '4'),
  ]
  expect(sealedAs(transfer(), facts)).toEqual({ sizeBytes: 10, modifiedNs: '3', sha256: 'a' })
})

test('an empty file was sealed too', () => {
  expect(sealedAs(transfer({ sizeBytes: 0 }), [fact('sealed', '2')])?.sizeBytes).toBe(0)
})

test.each<[string, Partial<Transfer>, readonly Fact[]]>([
  ['it was never sealed', {}, [fact('claimed', '1')]],
  ['an older version kept no time', {}, [fact('sealed')]],
  ['the time is no text', {}, [fact('sealed', 2)]],
  ['the size is not known', { sizeBytes: null }, [fact('sealed', '2')]],
  ['the hash is not known', { sha256: null }, [fact('sealed', '2')]],
])('it is unknown where %s', (_, changes, facts) => {
  expect(sealedAs(transfer(changes), facts)).toBeUndefined()
})

// The chain of facts: whatever somebody without the key does to it, shows.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ChainCheck,
  type ChainedFact,
  type AuditFinding,
  formatHead,
  type Head,
  linkOf,
  parseHead,
} from '../../../src/ledger/audit/audit.ts'
import { readAuditKey } from '../../../src/ledger/audit/audit-key.ts'
import { openLedger, openLedgerToRead } from '../../../src/ledger/open.ts'
import { connectToWrite } from '../../../src/ledger/sqlite/database/connect.ts'
import { systemClock } from '../../../src/lib/time/clock.ts'
import { drive, queued } from '../../helpers/new-transfer.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const key = new Uint8Array(32).fill(7)

function chainOf(count: number): ChainedFact[] {
  const facts: ChainedFact[] = []
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const fact = {
      sequence,
      transferId: `t${sequence % 3}`,
      atMs: 1000 * sequence,
      event: 'sealed',
      from: sequence === 1 ? null : 'claimed',
      to: 'sealed',
      sentence: `fact ${sequence}`,
      actor: 'daemon',
      detail: '{}',
      message: sequence % 2 === 0 ? '{"code":"X","arguments":{}}' : '',
    }
    facts.push({ ...fact, chain: linkOf(key, facts.at(-1)?.chain ?? '', fact) })
  }
  return facts
}

function findings(
  facts: readonly ChainedFact[],
  heads: readonly Head[] = [],
): readonly AuditFinding[] {
  const check = new ChainCheck(key, heads)
  for (const fact of facts) check.take(fact)
  return check.end()
}

const kinds = (found: readonly AuditFinding[]) => found.map(({ kind }) => kind)
const headAt = (facts: readonly ChainedFact[], sequence: number): Head => ({
  sequence,
  chain: facts[sequence - 1]?.chain ?? '',
})

describe('a chain', () => {
  test('that is unchanged passes, with every head that was kept', () => {
    const facts = chainOf(20)
    expect(findings(facts, [headAt(facts, 1), headAt(facts, 20)])).toEqual([])
    expect(findings([])).toEqual([])
  })

  test('shows any changed fact, and only that one', () => {
    const properties = ['transferId', 'event', 'to', 'sentence', 'actor', 'detail'] as const
    const where = fc.integer({ min: 0, max: 9 })
    fc.assert(
      fc.property(where, fc.constantFrom(...properties), (index, property) => {
        const facts = chainOf(10)
        const fact = facts[index]
        if (fact !== undefined) facts[index] = { ...fact, [property]: `${fact[property]}!` }
        expect(findings(facts)).toEqual([
          { kind: 'changed', sequence: index + 1, transferId: facts[index]?.transferId },
        ])
      }),
    )
  })

  test('shows a missing fact at any place but the end', () => {
    const facts = chainOf(10)
    for (let index = 0; index < 9; index += 1) {
      const found = findings(facts.filter((_, place) => place !== index))
      expect(kinds(found)).toEqual(['missing', 'changed'])
    }
  })

  test('shows facts that were exchanged, with or without their numbers', () => {
    const facts = chainOf(6)
    const [a, b, c, ...rest] = facts as [ChainedFact, ChainedFact, ChainedFact, ...ChainedFact[]]
    const swapped = [a, { ...c, sequence: 2 }, { ...b, sequence: 3 }, ...rest]
    expect(kinds(findings(swapped))).toContain('changed')
    expect(kinds(findings([a, c, b, ...rest]))).toContain('missing')
  })

  test('shows a fact that was added with another key or none', () => {
    const facts = chainOf(5)
    const last = facts.at(-1)
    if (last === undefined) throw new Error('five facts')
    const forged = { ...last, sequence: 6, chain: linkOf(new Uint8Array(32), last.chain, last) }
    expect(kinds(findings([...facts, forged]))).toEqual(['changed'])
  })

  test('that was cut off is detected by any later head', () => {
    const facts = chainOf(10)
    const head = headAt(facts, 9)
    expect(findings(facts.slice(0, 7))).toEqual([])
    expect(findings(facts.slice(0, 7), [head])).toEqual([
      { kind: 'cut-off', head, lastSequence: 7 },
    ])
  })

  test('that was rewritten with the key is detected by an older head', () => {
    const facts = chainOf(10)
    const head = { sequence: 4, chain: 'f'.repeat(64) }
    expect(kinds(findings(facts, [head]))).toEqual(['other-head'])
  })

  test('that is broken everywhere reports no more findings than a person reads', () => {
    const facts = chainOf(1000).map((fact) => ({ ...fact, sentence: 'x' }))
    expect(findings(facts)).toHaveLength(100)
  })
})

describe('a head', () => {
  test('is parsed as it is written', () => {
    const head = headAt(chainOf(3), 3)
    expect(parseHead(formatHead(head))).toEqual(head)
  })

  test.each(['', '1', '1:ab', `x:${'0'.repeat(64)}`, `1:${'G'.repeat(64)}`])(
    '%j is not a head',
    (text) => {
      expect(parseHead(text)).toBeNull()
    },
  )
})

describe('a real ledger', () => {
  async function written() {
    const folder = join(tempFolder(), 'data')
    const open = () => openLedger({ folder, clock: systemClock })
    const ledger = await open()
    const { id } = await queued(ledger)
    await drive(ledger, id, ['attempt-started', 'identified', 'finishing'])
    const head = await ledger.head()
    await ledger.close()
    return { folder, open, head }
  }

  async function check(folder: string, heads: readonly Head[] = []) {
    const ledger = openLedgerToRead({ folder })
    const facts = await ledger.chainedFacts({ after: 0, limit: 1000 })
    await ledger.close()
    const chain = new ChainCheck(readAuditKey(folder) ?? key, heads)
    for (const fact of facts) chain.take(fact)
    return kinds(chain.end())
  }

  function tamper(folder: string, sql: string): void {
    const database = connectToWrite(join(folder, 'ledger.db'))
    database.exec(
      'DROP TRIGGER facts_never_change; DROP TRIGGER facts_never_go; DROP TRIGGER facts_never_twice',
    )
    database.exec(sql)
    database.close()
  }

  test('passes, even after a restart', async () => {
    const { folder, open, head } = await written()
    const ledger = await open()
    await queued(ledger)
    await ledger.close()
    expect(await check(folder, [head])).toEqual([])
  })

  test.each([
    ['a sentence changed', "UPDATE facts SET sentence = 'x' WHERE sequence = 2", ['changed']],
    ['a fact removed', 'DELETE FROM facts WHERE sequence = 2', ['missing', 'changed']],
    ['its end cut off', 'DELETE FROM facts WHERE sequence > 4', ['cut-off']],
  ])('%s shows', async (_what, sql, expected) => {
    const { folder, head } = await written()
    tamper(folder, sql)
    expect(await check(folder, [head])).toEqual(expected)
  })

  test('whose end was cut off gives none of its numbers again', async () => {
    const { folder, open, head } = await written()
    tamper(folder, 'DELETE FROM facts WHERE sequence > 4')
    const ledger = await open()
    await queued(ledger)
    await ledger.close()
    expect(await check(folder, [head])).toEqual(['missing', 'cut-off'])
  })

  test('whose key is gone continues with another, and shows this', async () => {
    const { folder, open } = await written()
    rmSync(join(folder, 'audit.key'))
    const ledger = await open()
    await queued(ledger)
    await ledger.close()
    expect(await check(folder)).toContain('changed')
  })
})

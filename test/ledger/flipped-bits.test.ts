// A bit of the ledger's file that flipped while nobody looked: the next start refuses, with the way back, or nothing
// has changed of what is looked at here: facts to the letter, and of each transfer what its indexes hold.

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ChainedFact } from '../../src/ledger/audit.ts'
import { linkOf } from '../../src/ledger/audit.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { spoiledFact } from '../../src/ledger/start-check.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { chanceOf } from '../fuzz/random.ts'
import { newTransfer, queued } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

async function readAll(ledger: Ledger): Promise<string> {
  const facts = await ledger.chainedFacts({ after: 0, limit: 10_000 })
  const transfers = (await ledger.list({ order: 'oldest', limit: 10_000 })).map(
    ({ id, state, bank, virtualFile, folder, sha256, updatedMs, lane }) =>
      [id, state, bank, virtualFile, folder, sha256, updatedMs, lane].join(' '),
  )
  return JSON.stringify([facts, transfers])
}

test('is noticed at the start, or has changed nothing of the facts and of what tells transfers apart', async () => {
  const folder = tempFolder()
  const ledger = await openLedger({ folder, clock: systemClock })
  for (let count = 0; count < 12; count += 1) await queued(ledger)
  await ledger.record([newTransfer({ name: 'last.xml' })])
  const before = await readAll(ledger)
  await ledger.close()
  const path = join(folder, 'ledger.db')
  const whole = readFileSync(path)
  const places = ['text', 'any'] as const
  const chance = chanceOf(20_261_130)
  // Where rows lie there are words; elsewhere much of a small file is empty.
  const words = [...whole.keys()].filter((at) => (whole[at] ?? 0) > 0x1f)
  const outcomes = { refused: 0, unchanged: 0 }
  for (let run = 0; run < 120; run += 1) {
    const at = chance.pick(places) === 'text' ? chance.pick(words) : chance.below(whole.length)
    const spoiled = Buffer.from(whole)
    spoiled[at] = (spoiled[at] ?? 0) ^ (1 << chance.below(8))
    const copy = tempFolder()
    copyFileSync(join(folder, 'audit.key'), join(copy, 'audit.key'))
    writeFileSync(join(copy, 'ledger.db'), spoiled)
    try {
      const opened = await openLedger({ folder: copy, clock: systemClock })
      const now = await readAll(opened).finally(() => opened.close())
      expect(now === before, `what a bit at ${at} changed is noticed`).toBe(true)
      outcomes.unchanged += 1
    } catch (error) {
      if ((error as Error).name === 'AssertionError') throw error
      expect(['LEDGER-DAMAGED', 'LEDGER-FAILED']).toContain((error as { code?: string }).code)
      outcomes.refused += 1
    }
  }
  expect(outcomes.refused).toBeGreaterThan(20)
}, 120_000)

/** Facts with their links, each made with the key that stands at its place. */
function chainOf(keys: readonly string[]): ChainedFact[] {
  const facts: ChainedFact[] = []
  for (const [index, key] of keys.entries()) {
    const fact = {
      ...{ sequence: index + 1, transferId: 'a', atMs: index, event: 'queued', from: null },
      ...{ to: 'queued', sentence: 'It is queued.', actor: 'daemon', detail: '{}', message: '' },
    }
    const chain = linkOf(Buffer.from(key), facts.at(-1)?.chain ?? '', fact)
    facts.push({ ...fact, chain })
  }
  return facts
}

test('one fact that was changed is found, the last one too; a key that was made anew is no damage', () => {
  const key = Buffer.from('k')
  const good = chainOf(['k', 'k', 'k', 'k', 'k', 'k'])
  expect(spoiledFact(key, good)).toBeNull()
  for (const at of [0, 1, 3, 5]) {
    const changed = good.map((fact, index) =>
      index === at ? { ...fact, sentence: 'It is Queued.' } : fact,
    )
    expect(spoiledFact(key, changed)).toMatchObject({ sequence: at + 1 })
  }
  expect(spoiledFact(key, chainOf(['o', 'o', 'o', 'k', 'k', 'k']))).toBeNull()
  expect(spoiledFact(key, chainOf(['k', 'k', 'o', 'o', 'o', 'o', 'k', 'k']))).toBeNull()
})

// What a seed makes of a run: how the daemon and the bank are set, what is dropped and offered when, and what
// goes wrong until the faults end. The same seed makes the same plan.

import { type Chance, chanceOf } from '../fuzz/random.ts'
import { painOf } from '../helpers/pain.ts'
import type { BankKeys, OutboxKeys } from '../helpers/road/configuration.ts'

export interface Plan {
  readonly seed: number
  readonly bank: BankKeys
  readonly outbox: OutboxKeys
  readonly ready: 'quiet' | 'marker' | 'rename'
  readonly inOrder: boolean
  readonly probe: 'never' | 'ifSynced' | 'always'
  readonly drops: readonly Drop[]
  readonly offers: readonly Offer[]
  /** When the faults end. */
  readonly calmMs: number
  readonly daemonCrashes: number
  readonly bankCrashes: number
  /** Of a crash, how often it is a power cut. */
  readonly powerCuts: number
  /** Of all calls and lines, how many go wrong. */
  readonly badLines: number
  readonly diskErrors: number
  readonly fullDisks: readonly {
    readonly fromMs: number
    readonly untilMs: number
    readonly where: string
  }[]
  readonly misbehaviour: number
  /** The bank's disk says yes to fsync and does nothing. */
  readonly bankForgets: boolean
  /** The bank keeps a file and says no to it. */
  readonly bankDenies: boolean
  /**
   * The bank takes away nothing that was fetched, until the faults end: it offers it anew, dated "now" or as
   * before.
   */
  readonly bankRepeats: 'dated' | 'number' | null
  readonly clockJumps: readonly { readonly atMs: number; readonly byMs: number }[]
  /** The writer's system never syncs. */
  readonly carelessWriter: boolean
  /** The data folder goes back to a copy; null: never. */
  readonly rollback: Rollback | null
  /** A person tries, cancels and releases, and never says of a bank what is not so. */
  readonly personActs: number
}

/** The life of the daemon ends at both times. */
export interface Rollback {
  readonly copiedMs: number
  readonly restoredMs: number
  /** How far transfer numbers were used is not restored with it, as the manual says. */
  readonly keepsCounters: boolean
}

export interface Drop {
  readonly atMs: number
  readonly name: string
  readonly content: Buffer
  readonly slowly: boolean
  /** Files with the same text here order the same payments; null: none. */
  readonly payments: string | null
}

export interface Offer {
  readonly atMs: number
  readonly name: string
  readonly content: Buffer
}

export function planOf(seed: number): Plan {
  const chance = chanceOf(seed)
  const calmMs = 5_000 + chance.below(chance.pick([15_000, 30_000, 60_000, 200_000]))
  const ready = chance.pick(['quiet', 'rename', 'rename', 'marker'] as const)
  const probe = chance.pick(['never', 'ifSynced', 'always'] as const)
  const inOrder = chance.often(0.25)
  const intensity = chance.pick([0.3, 1, 1, 2])
  const when = { calmMs, ready }
  const drops = [...dropsOf(chance, seed, when), ...equalsOf(seed, when)]
  const plan: Plan = {
    seed,
    ready,
    inOrder,
    probe,
    bank: bankKeysOf(chance, probe),
    outbox: outboxKeysOf(chance, ready, inOrder),
    drops,
    offers: offersOf(chance, seed, calmMs),
    calmMs,
    daemonCrashes: chance.often(0.85) ? chance.below(6) : 0,
    bankCrashes: chance.often(0.5) ? chance.below(4) : 0,
    powerCuts: chance.pick([0, 0.5, 1]),
    badLines: chance.often(0.6) ? 0.25 * intensity : 0,
    diskErrors: chance.often(0.35) ? 0.004 * intensity : 0,
    fullDisks: chance.often(0.3) ? fullDisksOf(chance, calmMs) : [],
    misbehaviour: chance.often(0.5) ? 0.04 * intensity : 0,
    bankForgets: chance.often(0.15),
    bankDenies: chance.often(0.06),
    clockJumps: chance.often(0.25) ? jumpsOf(chance, calmMs) : [],
    carelessWriter: chance.often(0.25),
    personActs: chance.often(0.3) ? 1 + chance.below(4) : 0,
    // Drawn last, so that older seeds stay what they were.
    bankRepeats: chance.often(0.2) ? chance.pick(['dated', 'number'] as const) : null,
    rollback: null,
  }
  // Of its own chance, so that seeds stay what they are.
  const another = chanceOf(seed ^ 0x7011bac)
  return another.often(0.12) ? rolledBack(plan, another) : plan
}

/**
 * The ledger is from the past for a while. What it cannot know by right is left out: that a file was sent
 * before whose content comes again, what a person decided since, what a bank lost. Statements are shown twice
 * then, and nobody says otherwise.
 */
function rolledBack(plan: Plan, chance: Chance): Plan {
  const [dropped] = plan.drops
  // Mostly while a file is under way, and put back when it has gone.
  const copiedMs = (dropped?.atMs ?? 0) + 500 + chance.below(chance.pick([1_000, 8_000]))
  const restoredMs = copiedMs + 3_000 + chance.below(chance.pick([10_000, 60_000]))
  return {
    ...plan,
    calmMs: Math.max(plan.calmMs, restoredMs + 5_000),
    offers: [],
    drops: plan.drops.filter(
      ({ content, payments }, index) =>
        payments === null && plan.drops.findIndex((one) => one.content === content) === index,
    ),
    bankForgets: false,
    bankDenies: false,
    carelessWriter: false,
    personActs: 0,
    rollback: { copiedMs, restoredMs, keepsCounters: chance.often(0.5) },
  }
}

function dropsOf(
  chance: Chance,
  seed: number,
  { calmMs, ready }: { readonly calmMs: number; readonly ready: Plan['ready'] },
): Drop[] {
  const drops: Drop[] = []
  const count = chance.pick([0, 1, 1, 2, 3, 5])
  for (let index = 0; index < count; index += 1) {
    const before = drops[0]
    const again = before !== undefined && chance.often(0.1)
    drops.push({
      atMs: chance.below(calmMs),
      name: `virement-${index}.txt`,
      content: again ? before.content : contentOf(chance, `virement ${seed} ${index}`),
      slowly: ready !== 'rename' && chance.often(0.5),
      payments: null,
    })
  }
  return drops
}

/**
 * Some seeds have two exports of one run or more, which come at once and differ in nothing but the time of
 * day that they tell.
 */
function equalsOf(
  seed: number,
  { calmMs, ready }: { readonly calmMs: number; readonly ready: Plan['ready'] },
): Drop[] {
  // Of its own chance, so that all else of a seed stays as it was.
  const chance = chanceOf(seed ^ 0x7c1d)
  const groups = chance.pick([0, 1, 1, 2])
  return Array.from({ length: groups }, (_, group) => {
    const messageId = `RUN-${seed}-${group}`
    const atMs = chance.below(calmMs)
    return Array.from({ length: 2 + chance.below(3) }, (_one, createdAt) => ({
      atMs: atMs + (chance.often(0.7) ? 0 : chance.below(3_000)),
      name: `paie-${group}-${createdAt}.xml`,
      content: Buffer.from(painOf({ messageId, createdAt })),
      slowly: ready !== 'rename' && chance.often(0.2),
      payments: messageId,
    }))
  }).flat()
}

function offersOf(chance: Chance, seed: number, calmMs: number): Offer[] {
  const count = chance.pick([0, 0, 1, 2, 3])
  const isOneName = chance.often(0.4)
  return Array.from({ length: count }, (_, index) => ({
    atMs: chance.below(calmMs),
    name: isOneName ? 'releve.txt' : `releve-${index}.txt`,
    content: contentOf(chance, `releve ${seed} ${index}`),
  }))
}

/** Never the same for two files, and every part of it tells where it belongs. */
function contentOf(chance: Chance, title: string): Buffer {
  const size = chance.pick([
    1 + chance.below(200),
    1 + chance.below(3_000),
    3_000 + chance.below(9_000),
    8_000 + chance.below(12_000),
  ])
  const lines: string[] = []
  for (let length = 0, line = 0; length < size; line += 1) {
    const text = `${title} line ${line} ${chance.below(1_000_000)}\n`
    lines.push(text)
    length += text.length
  }
  return Buffer.from(lines.join(''))
}

/** Chance is asked in this order: a seed replays its plan. */
function bankKeysOf(chance: Chance, probe: Plan['probe']): BankKeys {
  const isSynced = chance.often(0.85)
  return {
    probe,
    finalBarrier: isSynced && chance.often(0.6),
    articleBytes: 250,
    restart: probe !== 'never' || chance.often(0.7),
    connections: chance.pick([1, 1, 2, 3]),
    sync: isSynced
      ? { interval: `${chance.pick([1, 2, 4])} KB`, window: chance.pick([1, 2, 4]) }
      : false,
    access: chance.pick(['mixed', 'oneWay'] as const),
    entityBytes: chance.pick([512, 4096, 32750]),
    retry: {
      attempts: chance.pick([3, 10, 30]),
      firstDelay: chance.pick(['1s', '5s']),
      maximumDelay: chance.pick(['20s', '2m']),
      afterBreak: chance.pick(['0s', '5s', '60s']),
    },
    timers: {
      connect: '10s',
      answer: chance.pick(['5s', '30s']),
      longAnswer: chance.pick(['10s', '1m']),
      idle: chance.pick(['0s', '5s', '1m']),
    },
  }
}

function outboxKeysOf(chance: Chance, ready: Plan['ready'], inOrder: boolean): OutboxKeys {
  const rules = {
    quiet: { quiet: chance.pick(['1s', '3s']), looks: chance.pick([1, 2]) },
    marker: { marker: '{name}.ok' },
    rename: { rename: true as const },
  }
  return {
    ready: rules[ready],
    every: chance.pick(['2s', '5s', '10s']),
    polling: chance.often(0.3),
    inOrder,
    firstStart: chance.often(0.1) ? 'hold' : 'send',
    complete: false,
    stuckAfter: '5m',
    maximumClaimed: chance.pick([1, 2, 100]),
    keepOriginal: chance.pick(['0s', '3s', '2m']),
  }
}

function fullDisksOf(chance: Chance, calmMs: number): Plan['fullDisks'] {
  return Array.from({ length: 1 + chance.below(3) }, () => {
    const fromMs = chance.below(calmMs)
    const where = chance.pick(['/data', '/data', '/in', '/out', '/bank', '/'])
    return { fromMs, untilMs: fromMs + chance.below(30_000), where }
  })
}

function jumpsOf(chance: Chance, calmMs: number): Plan['clockJumps'] {
  return Array.from({ length: 1 + chance.below(3) }, () => ({
    atMs: chance.below(calmMs),
    byMs: chance.pick([-3_600_000, -60_000, -1_000, 1_000, 60_000, 3_600_000, 86_400_000]),
  }))
}

// Which kill comes next: the labelled point that was hit least, or a moment by chance; the daemon, a bank, or
// both. From the seed, as far as chance goes; what the machine does in between is its own.

import { type Failpoint, failpoints } from '../../src/lib/failpoint.ts'
import type { Chance } from './random.ts'
import type { BankPlace } from './world.ts'

export interface Kill {
  /** Where the daemon dies by itself; null: at a moment by chance, or not at all. */
  readonly daemonAt: { readonly point: Failpoint; readonly pass: number } | null
  readonly bankAt: {
    readonly point: Failpoint
    readonly pass: number
    readonly bank: BankPlace['name']
  } | null
  /** After so long, what has not died is killed. */
  readonly afterMs: number
  /** Who is killed then. */
  readonly victims: readonly ('daemon' | BankPlace['name'])[]
}

/**
 * Nobody changes an original after it was sent here, and an end is taken back only where a line breaks in an
 * instant.
 */
const rarelyPassed: readonly Failpoint[] = [
  'original.held',
  'original.told',
  'attempt.intent-taken-back',
  'attempt.end-unsent',
]
/**
 * Those that these campaigns pass: nothing is handed over by a program here, and files beside the data are
 * not wanted.
 */
export const pointsOfRoad = failpoints.filter(
  (point) =>
    !['upload.', 'status.', 'cancel.'].some((kind) => point.startsWith(kind)) &&
    !rarelyPassed.includes(point),
)

const isOfBank = (point: Failpoint) => point.startsWith('bank.')
/** Passed only by a daemon that begins from nothing. */
const isOfFirstStart = (point: Failpoint) => point === 'ledger.making' || point === 'ledger.made'
/** Passed only where there are no hard links. */
const isWithoutLinks = (point: Failpoint) =>
  ['link.noted', 'link.reserved', 'link.renamed', 'link.renamed-synced'].includes(point)
/** Passed only where there are. */
const isOfLinks = (point: Failpoint) => point === 'link.linked' || point === 'link.synced'
/** Passed so often that any of its passes is as good as the first. */
const isCommon = (point: Failpoint) =>
  (point.startsWith('ledger.') || point.startsWith('files.')) && !isOfNewFolder(point)
/** A life makes a few folders only, each day's of the archive and each look's of the claims. */
const isOfNewFolder = (point: Failpoint) => /^(files|share)\.folder-/.test(point)

export interface Situation {
  readonly first: boolean
  readonly withoutLinks: boolean
  readonly landed: ReadonlyMap<string, number>
}

function pointsPassed({ first, withoutLinks }: Omit<Situation, 'landed'>): readonly Failpoint[] {
  return pointsOfRoad.filter(
    (point) =>
      (first || !isOfFirstStart(point)) &&
      !(withoutLinks ? isOfLinks(point) : isWithoutLinks(point)),
  )
}

export function nextKill(chance: Chance, situation: Situation): Kill {
  const { landed } = situation
  const way = chance.below(100)
  const bank = chance.pick(['qualified', 'forgetful'] as const)
  const none = { daemonAt: null, bankAt: null }
  const later = { afterMs: 4_000, victims: ['daemon'] as const }
  if (way < 62 || situation.first)
    return { ...none, ...later, daemonAt: leastHit(chance, situation, (point) => !isOfBank(point)) }
  if (way < 76)
    return {
      ...none,
      ...later,
      bankAt: { ...leastHit(chance, { ...situation, landed }, isOfBank), bank },
    }
  const afterMs = chance.below(1_500)
  if (way < 88) return { ...none, afterMs, victims: ['daemon'] }
  if (way < 94) return { ...none, afterMs, victims: [bank] }
  return { ...none, afterMs, victims: ['daemon', bank] }
}

/** The power goes for the daemon alone: at a labelled point, or at a moment by chance. */
export function nextCut(chance: Chance, situation: Situation): Kill {
  const daemonAt = chance.often(0.75)
    ? leastHit(chance, situation, (point) => !isOfBank(point))
    : null
  const afterMs = daemonAt === null ? 500 + chance.below(2_500) : 4_000
  return { daemonAt, bankAt: null, afterMs, victims: ['daemon'] }
}

function leastHit(
  chance: Chance,
  situation: Situation,
  isWanted: (point: Failpoint) => boolean,
): { readonly point: Failpoint; readonly pass: number } {
  const points = pointsPassed(situation).filter(isWanted)
  const hits = (point: Failpoint) => situation.landed.get(point) ?? 0
  const firsts = situation.first ? points.filter(isOfFirstStart) : []
  const least = Math.min(...points.map(hits))
  const choices = firsts.length > 0 ? firsts : points.filter((point) => hits(point) <= least + 1)
  const point = chance.pick(choices)
  const pass = 1 + chance.below(isOfFirstStart(point) ? 1 : isCommon(point) ? 40 : 3)
  // What was hardly ever reached is not asked for its third pass.
  return { point, pass: hits(point) < 3 && !isCommon(point) ? 1 : pass }
}

// The kill campaign: world after world, in each some dozens of lives; at the end of each world all is left in
// peace, and judged.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endedWithin, keepAsking, type Programs, startBank, startDaemon, until } from './lives.ts'
import type { PoweredDisks } from './disks.ts'
import { type Kill, nextCut, nextKill } from './plan.ts'
import type { Running } from './process.ts'
import { type Chance, chanceOfWorld } from './random.ts'
import { isQuiet, judge, transfersOf, wrongInInboxes } from './verdict.ts'
import { type BankPlace, drop, dropEquals, makeWorld, offer, type World } from './world.ts'

export interface Tally {
  kills: number
  cuts: number
  dropped: number
  offered: number
  /** Files that wait for a person at the end, with cause. */
  held: number
  worlds: number
  readonly landed: Map<string, number>
  readonly failures: string[]
}

export const newTally = (): Tally => ({
  kills: 0,
  cuts: 0,
  dropped: 0,
  offered: 0,
  held: 0,
  worlds: 0,
  landed: new Map(),
  failures: [],
})

export interface WorldOptions {
  readonly seed: number
  readonly index: number
  readonly kills: number
  readonly programs: Programs
  /** Here links fail, by strace. */
  readonly withoutLinks: boolean
  readonly tell: (line: string) => void
  /** No more kills: what has begun is brought to its end. */
  readonly isOver: () => boolean
  /** Where the world lies, when that can be cut from its power; else in one folder, and only killed. */
  readonly powered?: PoweredDisks
  /** Left as it is when it failed. */
  readonly keep: boolean
}

const patienceMs = 90_000
/** `link` says that it cannot: as on FAT and some servers. */
const noLinks = [
  'strace',
  '-f',
  '-qq',
  '--seccomp-bpf',
  '-o',
  '/dev/null',
  '-e',
  'trace=link,linkat',
  '-e',
  'inject=link,linkat:error=EPERM',
]

export async function runWorld(tally: Tally, options: WorldOptions): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'pesit-drop-torture-'))
  const place = (name: string) => {
    const path = join(folder, name)
    mkdirSync(path)
    return path
  }
  const { powered } = options
  const world = await makeWorld({
    shared: powered?.shared ?? place('shared'),
    local: powered?.local ?? place('local'),
    apart: place('apart'),
  })
  const chance = chanceOfWorld(options.seed, options.index)
  const live: Live = { world, options, tally, banks: new Map(), daemon: null }
  const failures: string[] = []
  try {
    for (const bank of world.banks) await openBank(live, bank, '')
    for (let count = 0; count < options.kills && !options.isOver(); count += 1) {
      failures.push(...(await oneLife(live, chance, count === 0)))
      if (failures.length > 0) break
    }
    if (failures.length === 0) failures.push(...(await leaveInPeace(live)))
  } finally {
    await live.daemon?.kill()
    for (const bank of live.banks.values()) await bank.kill()
  }
  await countUp(live)
  for (const failure of failures)
    tally.failures.push(`seed ${options.seed}, world ${options.index}: ${failure}`)
  for (const failure of failures) options.tell(failure)
  if (failures.length === 0 || !options.keep) rmSync(folder, { recursive: true, force: true })
  else options.tell(`kept: ${folder}`)
  return failures.length === 0
}

interface Live {
  readonly world: World
  readonly options: WorldOptions
  readonly tally: Tally
  readonly banks: Map<BankPlace['name'], Running>
  daemon: Running | null
}

async function openBank(live: Live, place: BankPlace, failpoint: string): Promise<void> {
  const bank = startBank(place, live.options.programs, failpoint)
  live.banks.set(place.name, bank)
  // A point may lie in its start already.
  if (!(await bank.up) && bank.killedAt === '') throw new Error(`the bank ended: ${bank.said}`)
}

/** One life, from a start to a kill, with work to do. */
async function oneLife(live: Live, chance: Chance, first: boolean): Promise<readonly string[]> {
  const { world, tally, options } = live
  const { withoutLinks } = options
  const of = { first, withoutLinks, landed: tally.landed }
  const kill = options.powered === undefined ? nextKill(chance, of) : nextCut(chance, of)
  await armBank(live, kill)
  for (const bank of world.banks) {
    for (let count = 1 + chance.below(2); count > 0; count -= 1) drop(world, bank, chance)
    if (chance.often(0.7)) offer(world, bank, chance)
  }
  if (chance.often(0.5)) dropEquals(world, chance)
  const daemon = await daemonFor(live, kill)
  const victim = kill.bankAt === null ? daemon : (live.banks.get(kill.bankAt.bank) ?? daemon)
  await Promise.race([endedWithin(victim, kill.afterMs), daemon.ended])
  await killVictims(live, kill, victim)
  if (options.powered !== undefined && live.daemon?.hasEnded === true) {
    await options.powered.cut()
    tally.cuts += 1
  }
  await buryBanks(live)
  return wrongInInboxes(world, { mayBeEmpty: withoutLinks })
}

/** The daemon that lives still, or a new one; one that is to die at a point is always new. */
async function daemonFor(live: Live, { daemonAt }: Kill): Promise<Running> {
  const { world, options } = live
  const { programs, withoutLinks } = options
  if (live.daemon !== null && !live.daemon.hasEnded) {
    if (daemonAt === null) return live.daemon
    await live.daemon.kill()
    live.tally.kills += 1
  }
  const failpoint = daemonAt === null ? '' : `${daemonAt.point}:${daemonAt.pass}`
  const under = withoutLinks ? { under: noLinks } : {}
  const daemon = startDaemon(world, programs, { failpoint, ...under })
  live.daemon = daemon
  void keepAsking(world, daemon)
  // When a point is waited for, the time of the start does not count.
  if (daemonAt !== null || withoutLinks) await daemon.up
  return daemon
}

async function armBank(live: Live, { bankAt }: Kill): Promise<void> {
  if (bankAt === null) return
  const place = live.world.banks.find(({ name }) => name === bankAt.bank)
  if (place === undefined) return
  await live.banks.get(place.name)?.kill()
  await openBank(live, place, `${bankAt.point}:${bankAt.pass}`)
}

async function killVictims(live: Live, kill: Kill, victim: Running): Promise<void> {
  const { tally } = live
  if (victim.killedAt !== '') {
    tally.landed.set(victim.killedAt, (tally.landed.get(victim.killedAt) ?? 0) + 1)
    tally.kills += 1
    return
  }
  for (const name of kill.victims) {
    const running = name === 'daemon' ? live.daemon : live.banks.get(name)
    if (running === null || running === undefined || running.hasEnded) continue
    await running.kill()
    tally.kills += 1
  }
}

/** What a kill took down opens again at once. */
async function buryBanks(live: Live): Promise<void> {
  for (const place of live.world.banks)
    if (live.banks.get(place.name)?.hasEnded === true) await openBank(live, place, '')
}

/** No more kills: all that is owed must arrive. */
async function leaveInPeace(live: Live): Promise<readonly string[]> {
  const { world, options } = live
  for (const place of world.banks) {
    await live.banks.get(place.name)?.kill()
    await openBank(live, place, '')
  }
  if (live.daemon?.hasEnded === false) await live.daemon.kill()
  const daemon = startDaemon(
    world,
    options.programs,
    options.withoutLinks ? { under: noLinks } : {},
  )
  live.daemon = daemon
  if (!(await daemon.up)) return [`STUCK: the daemon does not start: ${daemon.said.slice(-2000)}`]
  void keepAsking(world, daemon)
  const quiet = await until(() => isQuiet(world), patienceMs)
  await daemon.stop()
  const wrong = await judge(world, options.programs.bank)
  if (wrong.length > 0 || quiet) return wrong
  const moving = (await transfersOf(world)).filter(({ state }) => state !== 'archived')
  return [
    `STUCK: not quiet after ${patienceMs / 1000} s: ${JSON.stringify(moving.map(({ name, state, code, reason }) => ({ name, state, code, reason })))}`,
  ]
}

async function countUp({ world, tally }: Live): Promise<void> {
  const transfers = await transfersOf(world)
  tally.worlds += 1
  tally.dropped += world.dropped.length
  tally.offered += world.offered.length
  tally.held += transfers.filter(({ state }) => state === 'held' || state === 'in-doubt').length
}

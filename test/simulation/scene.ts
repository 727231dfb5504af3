// One run: a machine of ours with its disk, a bank with its own, a line between them, people around them, and
// what a plan lets go wrong. First faults all along, with the promises checked after each step; then they
// end, and everything must come to its end, or wait for a person who is told why.

import { createHash, type Hash } from 'node:crypto'
import type { Log } from '../../src/lib/log.ts'
import { type Chance, chanceOf } from '../fuzz/random.ts'
import type { Plan } from './plan.ts'
import type { Program } from './program.ts'
import type { RunningDaemon, start } from './programs/daemon.ts'
import type { startSandbox } from '../../src/sandbox/start.ts'
import { watchOver, type Watch, type Dropped, type Offered } from './promises.ts'
import { configOf } from './settings.ts'
import { startBank } from './bank-life.ts'
import { type People, peopleOf } from './people.ts'
import { type Copies, copiesOf } from './rollback.ts'
import { Disk } from './world/disk.ts'
import { Life, type Weather } from './world/life.ts'
import { createLoop, type Loop } from './world/loop.ts'
import { createNetwork, type Network } from './world/network.ts'
import { worldOf } from './world/process.ts'

export interface Programs {
  readonly daemon: Program
  readonly bank: Program
}

export interface Scene {
  readonly plan: Plan
  readonly programs: Programs
  readonly loop: Loop
  readonly chance: Chance
  readonly ours: Disk
  readonly banks: Disk
  readonly network: Network
  readonly watch: Watch
  readonly dropped: Dropped[]
  readonly offered: Offered[]
  readonly hash: Hash
  readonly tell: (text: string) => void
  /** The faults are over. */
  calm: boolean
  jumpedMs: number
  crashesLeft: { daemon: number; bank: number }
  counts: { crashes: number; powerCuts: number; bankCrashes: number }
  daemon: RunningDaemon | null
  daemonLife: Life | null
  bankLife: Life | null
  people: People
  copies: Copies
}

const startedMs = Date.UTC(2026, 2, 28, 22, 50, 0)

export function openScene(
  plan: Plan,
  programs: Programs,
  told: ((line: string) => void) | null,
): Scene {
  const loop = createLoop()
  const chance = chanceOf(plan.seed ^ 0x5eed)
  const hash = createHash('sha256')
  let scene: Scene
  let ticks = 0n
  const nowNs = () => {
    ticks += 1n
    return BigInt(Math.round((startedMs + scene.jumpedMs + loop.nowMs) * 1000)) * 1000n + ticks
  }
  const tell = (text: string) => {
    const line = `${loop.nowMs.toFixed(2)} ${text}`
    hash.update(line)
    told?.(line)
  }
  scene = { plan, programs, loop, chance, hash, tell, jumpedMs: 0 } as unknown as Scene
  const ours = new Disk(nowNs)
  const banks = new Disk(nowNs)
  for (const path of ['/out', '/in', '/data', '/accounting']) folderOn(ours, path)
  folderOn(banks, '/bank')
  banks.lies = plan.bankForgets
  const dropped: Dropped[] = []
  const offered: Offered[] = []
  const watch = watchOver({ ours, banks, dropped, offered, plan, hash: sha256 })
  const network = createNetwork(chance, () => fateOf(scene))
  Object.assign(scene, {
    ours,
    banks,
    dropped,
    offered,
    watch,
    network,
    calm: false,
    crashesLeft: { daemon: plan.daemonCrashes, bank: plan.bankCrashes },
    counts: { crashes: 0, powerCuts: 0, bankCrashes: 0 },
    daemon: null,
    daemonLife: null,
    bankLife: null,
  })
  scene.people = peopleOf(scene)
  scene.copies = copiesOf(scene)
  return scene
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

function folderOn(disk: Disk, path: string): void {
  disk.create(path, 'folder', 'mkdir')
  disk.makeDurable(path)
}

function fateOf({ calm, plan, chance }: Scene): ReturnType<Parameters<typeof createNetwork>[1]> {
  if (calm || !chance.often(plan.badLines)) return { kind: 'fine', afterBytes: 0 }
  const afterBytes = chance.below(chance.pick([1, 200, 1_000, 20_000]))
  return { kind: chance.pick(['cut', 'cut', 'cut', 'silent', 'refused']), afterBytes }
}

/** Starts the daemon now; it starts again by itself after each end, as systemd does. */
export function startDaemon(scene: Scene): void {
  const { plan, programs, network, tell } = scene
  const life = newLife(scene, {
    name: 'daemon',
    disk: scene.ours,
    weather: ourWeather(scene),
    crashAt: crashAt(scene, 'daemon'),
    onCrash: () => crashDaemon(scene),
  })
  scene.daemonLife = life
  const program = programs.daemon.begin(worldOf(life, network)) as { start: StartDaemon }
  const over = (why: string) => {
    if (life.dead) return
    tell(`the daemon ends: ${why}`)
    if (scene.calm) scene.watch.broken.push(`P7: without any fault the daemon ended: ${why}`)
    crashDaemon(scene, false)
  }
  program
    .start({
      config: configOf(plan),
      log: logOf(scene, life),
      environment: { SECRET: 'SECRET01' },
      onFact: (fact) =>
        tell(`fact ${fact.transfer.name || fact.transfer.virtualFile} ${fact.event} → ${fact.to}`),
      onLedgerFailed: (error) => over(error.message),
    })
    .then(
      (running) => {
        if (!life.dead) scene.daemon = running
      },
      (error: unknown) => over(error instanceof Error ? error.message : String(error)),
    )
}

/** `mayCut`: the machine may go down with it. */
export function crashDaemon(scene: Scene, mayCut = true): void {
  const { chance, plan, network, ours, loop, tell, daemonLife } = scene
  if (daemonLife === null || daemonLife.dead) return
  const isCut = mayCut && chance.often(plan.powerCuts)
  daemonLife.end()
  scene.daemon = null
  scene.counts.crashes += 1
  network.drop(daemonLife, isCut)
  if (isCut) {
    scene.counts.powerCuts += 1
    ours.cut(chance)
    scene.people.afterPowerCut()
  }
  tell(isCut ? 'POWER CUT' : 'KILL')
  loop.after(500 + chance.below(chance.pick([2_000, 60_000])), null, () => startDaemon(scene))
}

export function crashAt(scene: Scene, who: 'daemon' | 'bank'): number {
  const { chance, crashesLeft } = scene
  if (scene.calm || crashesLeft[who] <= 0) return Number.POSITIVE_INFINITY
  crashesLeft[who] -= 1
  return 1 + chance.below(chance.pick([60, 300, 300, 1_500, 6_000]))
}

export function newLife(
  scene: Scene,
  given: {
    readonly name: string
    readonly disk: Disk
    readonly weather: Weather
    readonly crashAt: number
    readonly onCrash: () => void
  },
): Life {
  const { loop, chance, tell } = scene
  return new Life({
    ...given,
    loop,
    chance,
    onCrash: () => {
      // What was planned for the time of faults does not strike after it.
      if (!scene.calm) given.onCrash()
    },
    wallMs: () => Math.floor(startedMs + scene.jumpedMs + loop.nowMs),
    tell: (text) => tell(`${given.name}: ${text}`),
  })
}

const writing = new Set(['write', 'open', 'mkdir', 'link', 'rename', 'commit', 'room', 'fsync'])

function ourWeather(scene: Scene): Weather {
  const { plan, chance, loop } = scene
  return ({ what, path }) => {
    if (scene.calm) return null
    if (writing.has(what)) {
      const full = plan.fullDisks.some(
        ({ fromMs, untilMs, where }) =>
          loop.nowMs >= fromMs && loop.nowMs < untilMs && path.startsWith(where),
      )
      // Some writes still find room: a few bytes here and there.
      if (full && (what === 'room' || chance.often(what === 'open' ? 0.2 : 0.8)))
        return { code: 'ENOSPC', after: false }
    }
    if (what === 'room' || !chance.often(plan.diskErrors)) return null
    const code = what === 'open' ? chance.pick(['EIO', 'EMFILE']) : 'EIO'
    const after = chance.often(0.3) && what !== 'commit' && !what.startsWith('f')
    return { code, after }
  }
}

function logOf(scene: Scene, life: Life): Log {
  const say = (level: string) => (fields: object, message: string) => {
    if (!life.dead) scene.tell(`${level} ${message} ${JSON.stringify(fields)}`)
  }
  const log: Log = {
    debugging: false,
    error: say('ERROR'),
    warn: say('warn'),
    info: () => undefined,
    debug: () => undefined,
    child: () => log,
  }
  return log
}

type StartDaemon = typeof start
export type StartSandbox = typeof startSandbox
export { startBank }

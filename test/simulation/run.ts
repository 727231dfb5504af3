// Runs one seed to its end.

import { planOf } from './plan.ts'
import {
  crashDaemon,
  openScene,
  type Programs,
  type Scene,
  startBank,
  startDaemon,
} from './scene.ts'
import { endingOf } from './ending.ts'
import { settled } from './world/loop.ts'

export interface Report {
  readonly seed: number
  /** Of everything that happened, in order. */
  readonly hash: string
  readonly steps: number
  readonly simulatedMs: number
  readonly broken: readonly string[]
  readonly counts: Scene['counts'] & { readonly files: number; readonly statements: number }
}

const patienceMs = 4 * 3_600_000
const afterwardsMs = 20_000
const mostSteps = 400_000

export async function runSeed(
  seed: number,
  programs: Programs,
  told: ((line: string) => void) | null = null,
): Promise<Report> {
  const scene = openScene(planOf(seed), programs, told)
  const failures = unhandled(scene)
  try {
    await play(scene)
  } finally {
    failures.stop()
    scene.daemonLife?.end()
    scene.bankLife?.end()
    await settled()
    scene.ours.close()
    scene.banks.close()
    scene.copies.close()
  }
  const { loop, watch, counts, dropped, offered, hash } = scene
  return {
    seed,
    hash: hash.digest('hex'),
    steps: loop.steps,
    simulatedMs: Math.round(loop.nowMs),
    broken: watch.broken,
    counts: { ...counts, files: dropped.length, statements: offered.length },
  }
}

async function play(scene: Scene): Promise<void> {
  const { plan, loop, watch, people, tell, chance } = scene
  startBank(scene)
  loop.after(chance.below(2_000), null, () => startDaemon(scene))
  people.begin()
  scene.copies.begin(() => crashDaemon(scene, false))
  for (const { atMs, byMs } of plan.clockJumps)
    loop.after(atMs, null, () => {
      scene.jumpedMs += byMs
      tell(`the clock jumps by ${byMs}`)
    })
  loop.after(plan.calmMs, null, () => {
    scene.calm = true
    tell('the faults are over')
  })
  while (loop.nowMs < plan.calmMs && watch.broken.length === 0) {
    await loop.step()
    watch.look()
    if (loop.steps > mostSteps) return void watch.broken.push('P7: it never comes to rest')
  }
  await drain(scene)
}

/** No faults any more: everything must end. */
async function drain(scene: Scene): Promise<void> {
  const { plan, loop, watch, people } = scene
  const ending = endingOf(scene)
  let restsUntilMs: number | null = null
  let asked = false
  let seen = ''
  let open: string | null = 'it has just begun'
  let isHeard = true
  askForAll(scene)
  while (watch.broken.length === 0) {
    await loop.step()
    watch.look()
    const version = `${scene.ours.version}/${scene.banks.version}/${String(isHeard)}`
    const isNew = version !== seen
    seen = version
    if (isNew)
      open = !people.done
        ? 'not all is dropped'
        : isHeard
          ? ending.open()
          : 'a person was not heard'
    if (open !== null) restsUntilMs = null
    else restsUntilMs ??= loop.nowMs + (hasDoubt(scene) ? untilDeskKnowsMs : afterwardsMs)
    if (restsUntilMs !== null && loop.nowMs >= restsUntilMs) {
      if (asked) break
      // Now the person says of what is in doubt how it is; that too must come to its end.
      asked = true
      restsUntilMs = null
      isHeard = false
      void people.settle().finally(() => {
        isHeard = true
      })
    }
    if (loop.nowMs > plan.calmMs + patienceMs || loop.steps > mostSteps) {
      watch.broken.push(`P5: it does not come to its end: ${open ?? 'it goes on'}`)
      return
    }
  }
  if (watch.broken.length === 0) watch.broken.push(...ending.wrong())
}

/** A bank's desk knows what it has once no session of it can be about any more. */
const untilDeskKnowsMs = 180_000

function hasDoubt({ watch }: Scene): boolean {
  return watch.rows().some(({ state }) => state === 'in-doubt')
}

const askEveryMs = 10_000

/** Somebody who wants to see the end asks the bank for all it has, again and again. */
function askForAll(scene: Scene): void {
  void scene.daemon
    ?.pollAll()
    .catch((error: unknown) => scene.tell(`an ask failed: ${String(error)}`))
  scene.loop.after(askEveryMs, null, () => askForAll(scene))
}

/**
 * What no code of the program caught would end the process: that is a fault of ours, unless it just ended.
 */
function unhandled(scene: Scene): { stop(): void } {
  const onFailure = (error: unknown) => {
    const { daemonLife, watch } = scene
    if (daemonLife?.dead === true) return
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
    watch.broken.push(`P7: the daemon would have ended by a failure that nobody caught: ${why}`)
  }
  process.on('unhandledRejection', onFailure)
  process.on('uncaughtException', onFailure)
  return {
    stop() {
      process.off('unhandledRejection', onFailure)
      process.off('uncaughtException', onFailure)
    },
  }
}

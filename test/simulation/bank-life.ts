// The bank of a run: the sandbox bank on a disk of its own, that crashes, misbehaves and, in some runs,
// forgets what it said yes to.

import type { Misbehaviour, Rule, MisbehaviourStep } from '../../src/sandbox/misbehaviour.ts'
import { silentLog } from '../../src/lib/log.ts'
import { crashAt, newLife, type Scene, type StartSandbox } from './scene.ts'
import { sandboxOptions } from './settings.ts'
import { worldOf } from './world/process.ts'

export function startBank(scene: Scene): void {
  const { network, programs, tell } = scene
  const life = newLife(scene, {
    name: 'bank',
    disk: scene.banks,
    weather: () => null,
    crashAt: crashAt(scene, 'bank'),
    onCrash: () => crashBank(scene),
  })
  scene.bankLife = life
  const program = programs.bank.begin(worldOf(life, network)) as { startSandbox: StartSandbox }
  program
    .startSandbox({ ...sandboxOptions(), misbehaviour: misbehaviourOf(scene), log: silentLog })
    .catch((error: unknown) => tell(`the bank cannot start: ${String(error)}`))
}

function crashBank(scene: Scene): void {
  const { bankLife, chance, plan, network, banks, loop, tell } = scene
  if (bankLife === null || bankLife.dead) return
  bankLife.end()
  scene.counts.bankCrashes += 1
  const isCut = chance.often(plan.powerCuts) || plan.bankForgets
  network.drop(bankLife, isCut)
  if (isCut) banks.cut(chance)
  tell(isCut ? 'bank: POWER CUT' : 'bank: KILL')
  loop.after(500 + chance.below(chance.pick([2_000, 60_000])), null, () => startBank(scene))
}

const diagnostics = [
  { type: 2, reason: 202 },
  { type: 2, reason: 204 },
  { type: 2, reason: 205 },
  { type: 2, reason: 207 },
  { type: 2, reason: 211 },
  { type: 2, reason: 213 },
  { type: 2, reason: 214 },
  { type: 2, reason: 223 },
  { type: 2, reason: 226 },
  { type: 2, reason: 233 },
  { type: 2, reason: 299 },
  { type: 3, reason: 301 },
  { type: 3, reason: 304 },
  { type: 3, reason: 309 },
] as const

function misbehaviourOf(scene: Scene): Misbehaviour {
  return {
    add: () => undefined,
    clear: () => undefined,
    strike: (step) => strikes(scene, step),
  }
}

function strikes(
  { calm, chance, plan, watch, tell }: Scene,
  step: MisbehaviourStep,
): Rule['action'] | null {
  if (step === 'offer')
    return calm || plan.bankRepeats === null
      ? null
      : { kind: 'repeat', dated: plan.bankRepeats === 'dated' }
  if (calm || !chance.often(plan.misbehaviour)) return null
  // At `data` a refusal would interrupt, at the end of a file it would deny what was kept.
  const mayRefuse = step !== 'data' && (step !== 'committed' || plan.bankDenies)
  const kind = chance.pick([
    ...(mayRefuse ? (['refuse', 'refuse'] as const) : []),
    'cut',
    'cut',
    'delay',
    'stall',
    'garbage',
  ] as const)
  tell(`the bank misbehaves at ${step}: ${kind}`)
  switch (kind) {
    case 'refuse':
      if (step === 'committed') watch.forgive()
      return { kind, diagnostic: chance.pick(diagnostics) }
    case 'cut':
      return { kind, afterBytes: 0 }
    case 'delay':
      return { kind, delayMs: chance.below(90_000) }
    case 'stall':
    case 'garbage':
      return { kind }
  }
}

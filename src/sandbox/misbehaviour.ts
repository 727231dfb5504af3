// How the sandbox bank misbehaves when asked to. A rule applies at a step of the conversation, a given number
// of times.

import { parseDiagnostic } from '../pesit/parameters/diagnostics.ts'
import type { Diagnostic } from '../pesit/parameters/parameters.ts'

/**
 * The steps at which a rule can apply (`offer` only for `repeat`). At `data` and `sync` it counts the bytes
 * of file data in the transfer.
 */
export type MisbehaviourStep =
  | 'connect'
  | 'create'
  | 'select'
  | 'open'
  | 'write'
  | 'read'
  | 'data'
  | 'sync'
  | 'data-end'
  | 'transfer-end'
  | 'committed'
  | 'offer'
  | 'close'
  | 'deselect'

export const steps: readonly MisbehaviourStep[] = [
  'connect',
  'create',
  'select',
  'open',
  'write',
  'read',
  'data',
  'sync',
  'data-end',
  'transfer-end',
  'committed',
  'close',
  'deselect',
]

export interface Rule {
  readonly step: MisbehaviourStep
  readonly action:
    | { readonly kind: 'refuse'; readonly diagnostic: Diagnostic }
    /** Cuts the line; at `data` and `sync` after that many bytes. */
    | { readonly kind: 'cut'; readonly afterBytes: number }
    /** Never answers again on this line. */
    | { readonly kind: 'stall' }
    | { readonly kind: 'delay'; readonly delayMs: number }
    /** At `committed`: acknowledges the end with one byte more than it received. */
    | { readonly kind: 'miscount' }
    /**
     * At `offer`: keeps fetched files, and offers them again under a new number; with `dated`, under the
     * current date.
     */
    | { readonly kind: 'repeat'; readonly dated: boolean }
    /** Answers with bytes that are not PeSIT. */
    | { readonly kind: 'garbage' }
  /** How often; Infinity for always. */
  times: number
}

export interface Misbehaviour {
  add(rule: Rule): void
  clear(): void
  /** The action of the rule that applies now, and uses it once; `bytes` only at `data` and `sync`. */
  strike(step: MisbehaviourStep, bytes?: number): Rule['action'] | null
}

export function createMisbehaviour(): Misbehaviour {
  let rules: Rule[] = []
  return {
    add(rule) {
      rules.push(rule)
    },
    clear() {
      rules = []
    },
    strike(step, bytes = 0) {
      const rule = rules.find(
        (one) =>
          one.step === step &&
          one.times > 0 &&
          (one.action.kind !== 'cut' || bytes >= one.action.afterBytes),
      )
      if (rule === undefined) return null
      rule.times -= 1
      return rule.action
    },
  }
}

/**
 * `refuse:create=2-204`, `cut:data=1000000`, `cut:transfer-end`, `stall:open`, `delay:create=200`,
 * `garbage:connect`; `repeat:always` keeps offering fetched files, each time under a new number and date
 * (`repeat:number`: under the first date). A suffix `×3` applies the rule three times, `×*` always. null: the
 * text is not a rule.
 */
export function parseRule(text: string): Rule | null {
  const [, repeat] = /^repeat:(always|number)$/.exec(text) ?? []
  if (repeat !== undefined)
    return {
      step: 'offer',
      action: { kind: 'repeat', dated: repeat === 'always' },
      times: Number.POSITIVE_INFINITY,
    }
  const [, kind, step, value, times = '1'] =
    /^(refuse|cut|stall|delay|garbage|miscount):([a-z-]+)(?:=([\d-]+))?(?:[×x](\d+|\*))?$/.exec(
      text,
    ) ?? []
  if (kind === undefined || !steps.includes(step as MisbehaviourStep)) return null
  const action = parseAction(kind, value)
  return action === null
    ? null
    : {
        step: step as MisbehaviourStep,
        action,
        times: times === '*' ? Number.POSITIVE_INFINITY : Number(times),
      }
}

function parseAction(kind: string, value: string | undefined): Rule['action'] | null {
  switch (kind) {
    case 'refuse': {
      const diagnostic = parseDiagnostic(value ?? '')
      return diagnostic === null ? null : { kind: 'refuse', diagnostic }
    }
    case 'cut':
      return isCount(value ?? '0') ? { kind: 'cut', afterBytes: Number(value ?? 0) } : null
    case 'delay':
      return value !== undefined && isCount(value)
        ? { kind: 'delay', delayMs: Number(value) }
        : null
    case 'stall':
      return { kind: 'stall' }
    case 'miscount':
      return { kind: 'miscount' }
    default:
      return { kind: 'garbage' }
  }
}

const isCount = (text: string) => /^\d{1,15}$/.test(text)

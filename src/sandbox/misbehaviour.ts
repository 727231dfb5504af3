// How the sandbox bank misbehaves when asked to. A rule strikes at a step of the conversation, so many
// times, then is used up.

import { parseDiagnostic } from '../pesit/parameters/diagnostics.ts'
import type { Diagnostic } from '../pesit/parameters/parameters.ts'

/**
 * The steps at which something can be made to go wrong (`offer` only by `repeat`). `data` and `sync` count the bytes of
 * file data in one transfer.
 */
export type Step =
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

export const steps: readonly Step[] = [
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
  readonly step: Step
  readonly action:
    | { readonly kind: 'refuse'; readonly diagnostic: Diagnostic }
    /** Cuts the line; at `data` and `sync` after so many bytes. */
    | { readonly kind: 'cut'; readonly afterBytes: number }
    /** Never answers again on this line. */
    | { readonly kind: 'stall' }
    | { readonly kind: 'delay'; readonly delayMs: number }
    /** At `committed`: acknowledges the end with one byte more than it took. */
    | { readonly kind: 'miscount' }
    /** At `offer`: takes nothing away that was fetched, and offers it anew under another number, and "now" as its date where asked to. */
    | { readonly kind: 'repeat'; readonly dated: boolean }
    /** Answers with bytes that are no PeSIT. */
    | { readonly kind: 'garbage' }
  /** How often; Infinity for always. */
  times: number
}

export interface Misbehaviour {
  add(rule: Rule): void
  clear(): void
  /** The rule that strikes now, used up by one; `bytes` only at `data` and `sync`. */
  strike(step: Step, bytes?: number): Rule['action'] | null
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
 * `garbage:connect`; `repeat:always` offers what was fetched again and again, each time under a new number and date
 * (`repeat:number`: under its first date); `×3` behind it for three times, `×*` for always. null: not understood.
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
  if (kind === undefined || !steps.includes(step as Step)) return null
  const action = parseAction(kind, value)
  return action === null
    ? null
    : {
        step: step as Step,
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

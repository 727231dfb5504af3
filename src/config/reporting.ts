// How a check reports a fault: what is wrong, at which key. Pure.

import type { CodedMessage } from '../wording/catalogue.ts'
import type { Fault, Parsed } from './parse.ts'

export interface Reporting {
  readonly faults: readonly Fault[]
  report(path: readonly PropertyKey[], message: CodedMessage): void
  lineOf(path: readonly PropertyKey[]): number
}

export function reportingOn(parsed: Pick<Parsed, 'placeOf'>): Reporting {
  const faults: Fault[] = []
  return {
    faults,
    report: (path, message) =>
      faults.push({ ...parsed.placeOf(path), path: pathText(path), message }),
    lineOf: (path) => parsed.placeOf(path).line,
  }
}

/** `banks[0].port`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`,
    )
    .join('')
}

// How a check reports a fault: what is wrong, at which key. Pure.

import type { Fault, Parsed } from './parse.ts'

export interface Reporting {
  readonly faults: readonly Fault[]
  report(path: readonly PropertyKey[], text: string): void
  lineOf(path: readonly PropertyKey[]): number
}

export function reportingOn(parsed: Pick<Parsed, 'placeOf'>): Reporting {
  const faults: Fault[] = []
  return {
    faults,
    report: (path, text) => faults.push({ ...parsed.placeOf(path), text }),
    lineOf: (path) => parsed.placeOf(path).line,
  }
}

// Faults of a configuration as a person reads them. Pure.

import type { Fault } from './parse.ts'

/** `config.yaml:21:5   unknown key …`, aligned, with a last line that counts. */
export function describeFaults(file: string, faults: readonly Fault[]): string {
  const places = faults.map(({ line, column }) => `${file}:${line}:${column}`)
  const width = Math.max(...places.map((place) => place.length))
  const lines = faults.map(
    ({ text }, index) => `${(places[index] ?? '').padEnd(width)}  ${harmless(text)}`,
  )
  return [
    ...lines,
    `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}. Nothing was started.`,
  ].join('\n')
}

/** A key of the file may hold what a terminal obeys. */
function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?')
}

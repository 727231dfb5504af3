// `npm run doubts`: the share of doubts among cuts at every byte, for each preset, before and now, and what
// the last sync point costs small files. Prints rows for docs/reliability.md. DOUBTS_EVERY=16 cuts the data
// of a file only at every 16th byte, and everything else at every byte; DOUBTS_BYTES is the size of the file.

import { appendFileSync } from 'node:fs'
import { test } from 'vitest'
import { type Cut, openCutter, presets, type Way } from './cutting.ts'

const every = Number(process.env['DOUBTS_EVERY'] ?? 1)
const sizeBytes = Number(process.env['DOUBTS_BYTES'] ?? 60_000)
const out = process.env['DOUBTS_OUT']
const withoutPoints = new Set<string>(['waarp'])

function say(line: string): void {
  if (out === undefined) console.log(line)
  else appendFileSync(out, `${line}\n`)
}

const ways: readonly Way[] = presets.flatMap((dialect) => [
  { dialect, when: 'before', line: 'direct' } as const,
  { dialect, when: 'now', line: 'direct' } as const,
  ...(withoutPoints.has(dialect) ? [{ dialect, when: 'now', line: 'relayed' } as const] : []),
])

test.each(ways)(
  '$dialect $when $line',
  async (way) => {
    const cutter = await openCutter(way, sizeBytes)
    const { whole, beforeEnd } = cutter
    let [doubts, bytes] = [0, 0]
    for (const { direction, afterBytes, stands } of cutsOf(whole, beforeEnd)) {
      if (await cutter.leavesDoubt({ direction, afterBytes })) doubts += stands
      bytes += stands
    }
    const share = ((100 * doubts) / bytes).toFixed(2)
    say(`| ${way.dialect} | ${way.when} | ${way.line} | ${bytes} | ${doubts} | ${share} % |`)
  },
  3_600_000,
)

/** `stands`: for how many bytes a cut stands. */
function cutsOf(
  whole: { readonly toBank: number; readonly toDaemon: number },
  beforeEnd: number,
): readonly (Cut & { readonly stands: number })[] {
  const cuts: (Cut & { readonly stands: number })[] = []
  const dataBegin = beforeEnd - sizeBytes
  const inData = (byte: number) => byte > dataBegin && byte < beforeEnd - 64
  for (let byte = 1; byte <= whole.toBank; ) {
    const stands = inData(byte) ? Math.min(every, beforeEnd - 64 - byte) : 1
    cuts.push({ direction: 'toBank', afterBytes: byte, stands: Math.max(1, stands) })
    byte += Math.max(1, stands)
  }
  for (let byte = 1; byte <= whole.toDaemon; byte += 1)
    cuts.push({ direction: 'toDaemon', afterBytes: byte, stands: 1 })
  return cuts
}

// Many seeds in a row, and what came of them.

import type { Twin } from '../twins/twin.ts'
import { compile } from './program.ts'
import { type Report, runSeed } from './run.ts'

export interface Campaign {
  readonly seed: number
  readonly runs: number
  readonly twin: Twin | null
  readonly untilBroken: boolean
  /** Gets everything that happens. */
  readonly told: ((line: string) => void) | null
}

export interface CampaignReport {
  readonly runs: number
  readonly broken: readonly Report[]
}

export async function runCampaign(
  { seed, runs, twin, untilBroken, told }: Campaign,
  say: (line: string) => void,
): Promise<CampaignReport> {
  const programs = { daemon: await compile('daemon', twin), bank: await compile('bank') }
  const broken: Report[] = []
  const sum = {
    runs: 0,
    steps: 0,
    crashes: 0,
    powerCuts: 0,
    bankCrashes: 0,
    files: 0,
    statements: 0,
    simulatedMs: 0,
  }
  const startedMs = performance.now()
  for (let run = 0; run < runs; run += 1) {
    const report = await runSeed(seed + run, programs, told)
    sum.runs += 1
    sum.steps += report.steps
    sum.simulatedMs += report.simulatedMs
    for (const name of ['crashes', 'powerCuts', 'bankCrashes', 'files', 'statements'] as const)
      sum[name] += report.counts[name]
    if (runs === 1)
      say(`seed ${report.seed}: ${report.steps} steps, hash ${report.hash.slice(0, 16)}`)
    if (report.broken.length === 0) continue
    broken.push(report)
    const which = twin === null ? '' : ` --twin ${twin.name}`
    for (const text of report.broken) say(`seed ${report.seed}: ${text}`)
    say(`  again: npm run simulate -- --seed ${report.seed}${which} --log`)
    if (untilBroken) break
  }
  const seconds = (performance.now() - startedMs) / 1000
  say(
    `${sum.runs} runs from seed ${seed}, ${broken.length} broken: ${sum.steps} steps, ${sum.crashes} crashes (${sum.powerCuts} power cuts), ${sum.bankCrashes} of the bank, ${sum.files} files, ${sum.statements} statements, ${Math.round(sum.simulatedMs / 3_600_000)} simulated hours in ${seconds.toFixed(1)} s`,
  )
  return { runs: sum.runs, broken }
}

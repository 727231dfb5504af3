// Many fuzzed sessions: the seeds in turn, both roles and the codec, what became of them, and the bounds on
// time and memory that hold over all of them.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { requesterTable } from '../../src/pesit/session/requester/table.ts'
import { responderTable } from '../../src/pesit/session/responder/table.ts'
import { runCodec } from './codec-run.ts'
import { fpdusOfOthers, runSession } from './session-run.ts'
import { count, Failure, type Tally } from './subject.ts'

export type What = 'requester' | 'responder' | 'codec'

export interface Campaign {
  readonly sessions: number
  readonly seed: number
  readonly what: readonly What[]
  /** What is alive is weighed after so many. */
  readonly weighEvery?: number
}

export interface Report {
  readonly failures: readonly string[]
  /** States in which no call ended. */
  readonly missed: readonly string[]
  readonly weighings: number
}

/** Left within one call: IDT is answered before anybody can look, a long message leaves at once. */
const passing = new Set(['TDE06A', 'TDE06B', 'TDL06A', 'TDL06B', 'MG02A'])
/** So few sessions need not have been everywhere. */
const enoughForAllStates = 10_000
const slowestMsAtMost = 2_000
const growthBytesAtMost = 24 * 1024 * 1024
const usuallyWeighedEvery = 25_000
const mostFailures = 20

export function runCampaign(campaign: Campaign, say: (line: string) => void): Report {
  const run = new Running(campaign)
  run.go(say)
  const { failures, missed, weighings } = run
  return { failures, missed, weighings }
}

class Running {
  readonly failures: string[] = []
  readonly missed: string[] = []
  weighings = 0
  private readonly campaign: Campaign
  private readonly endings = new Map<string, number>()
  private readonly tallies: Record<'requester' | 'responder', Tally> = {
    requester: { states: new Map(), refusedCommands: new Map() },
    responder: { states: new Map(), refusedCommands: new Map() },
  }
  private slowest = { ms: 0, line: 'none' }
  private inputBytes = 0
  private baseline: number | undefined
  private grownBytes = 0
  private lookedMs = 0

  constructor(campaign: Campaign) {
    this.campaign = campaign
  }

  go(say: (line: string) => void): void {
    const { sessions, seed, what, weighEvery = usuallyWeighedEvery } = this.campaign
    say(
      `${what.join(', ')}: ${sessions} each, seeds ${seed} to ${seed + sessions - 1}, Node ${process.version}`,
    )
    const fpdus = fpdusOfOthers()
    const started = performance.now()
    this.lookedMs = processorMs()
    for (let index = 0; index < sessions && this.failures.length < mostFailures; index += 1) {
      const before = this.failures.length
      for (const one of what) this.one(one, seed + index, fpdus)
      for (const failure of this.failures.slice(before)) say(`FAILED: ${failure}`)
      if ((index + 1) % weighEvery === 0) this.weigh(index + 1, say)
    }
    const seconds = (performance.now() - started) / 1000
    this.tell(say, seconds)
  }

  private one(what: What, seed: number, fpdus: readonly Uint8Array[]): void {
    const again = `npm run fuzz -- --sessions 1 --seed ${seed} ${what === 'codec' ? '--codec' : `--role ${what}`}`
    try {
      count(this.endings, `${what} ${this.outcome(what, seed, fpdus)}`)
    } catch (error) {
      const said = error instanceof Failure ? error.message : String((error as Error).stack)
      this.failures.push(`${said}\n    ${again}`)
    }
    // One look at the time for each session: looking costs a tenth of what a short one does.
    const now = processorMs()
    const ms = now - this.lookedMs
    this.lookedMs = now
    if (ms > this.slowest.ms) this.slowest = { ms, line: again }
    if (ms > slowestMsAtMost) this.failures.push(`took ${Math.round(ms)} ms\n    ${again}`)
  }

  private outcome(what: What, seed: number, fpdus: readonly Uint8Array[]): string {
    if (what === 'codec') return runCodec(seed, fpdus)
    const { ending, inputBytes } = runSession(seed, what, this.tallies[what])
    this.inputBytes += inputBytes
    return ending
  }

  /** What is alive after a collection: the first weighing is what all others are measured by. */
  private weigh(after: number, say: (line: string) => void): void {
    const bytes = aliveBytes()
    this.lookedMs = processorMs()
    this.weighings += 1
    this.baseline ??= bytes
    this.grownBytes = Math.max(this.grownBytes, bytes - this.baseline)
    say(`  ${after} done, ${megabytes(bytes)} alive, ${this.failures.length} failures`)
    if (this.grownBytes > growthBytesAtMost)
      this.failures.push(
        `memory grew by ${megabytes(this.grownBytes)} up to seed ${this.campaign.seed + after}`,
      )
  }

  private tell(say: (line: string) => void, seconds: number): void {
    const { sessions, what } = this.campaign
    for (const side of ['requester', 'responder'] as const)
      if (what.includes(side)) this.tellSide(side, say)
    say('endings:')
    for (const [ending, often] of [...this.endings].sort(([, a], [, b]) => b - a))
      say(`  ${String(often).padStart(8)} ${ending}`)
    const rate = Math.round((sessions * what.length) / seconds)
    say(
      `${rate} a second; ${megabytes(this.inputBytes)} taken in; memory grew by ${megabytes(this.grownBytes)}`,
    )
    say(`slowest: ${this.slowest.ms.toFixed(1)} ms, ${this.slowest.line}`)
    // Once more, where a person looks last.
    for (const failure of this.failures) say(`FAILED: ${failure}`)
    say(this.failures.length === 0 ? 'nothing failed' : `${this.failures.length} failures`)
  }

  private tellSide(side: 'requester' | 'responder', say: (line: string) => void): void {
    const { states, refusedCommands } = this.tallies[side]
    const known = Object.keys(side === 'requester' ? requesterTable : responderTable)
    say(`${side}, calls that ended in a state:`)
    say(`  ${known.map((state) => `${state} ${states.get(state) ?? 0}`).join(', ')}`)
    const missed = known.filter((state) => !states.has(state) && !passing.has(state))
    this.missed.push(...missed.map((state) => `${side} ${state}`))
    if (missed.length > 0 && this.campaign.sessions >= enoughForAllStates)
      this.failures.push(`${side}: never reached ${missed.join(', ')}`)
    const late = [...refusedCommands].map(([what, often]) => `${what} ${often}`)
    say(`  commands that came too late: ${late.join(', ') || 'none'}`)
  }
}

/** Not the time on the clock: other programs may want the processor too. */
function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`

function aliveBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

// npm run torture -- --kills N [--seed S] [--world I] [--twin NAME] [--record] [--keep] [--minutes M]
//
// A world has some dozens of kills; world I of seed S is always planned the same. Exits with 1 when anything
// was lost, doubled, stuck or wrong, or when a labelled point was never landed on in a run of 300 kills and
// more.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { twinNamed } from '../twins/catalogue.ts'
import { buildProgram } from '../twins/twin.ts'
import { newTally, runWorld, type Tally } from './campaign.ts'
import { over } from './patience.ts'
import { pointsOfRoad } from './plan.ts'
import { addCounts, addRow, commit, today } from './record.ts'

const killsPerWorld = 40
const enoughForAll = 300
/** Every so many worlds there are no hard links. */
const linklessEvery = 4

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    minutes: { type: 'string' },
    seed: { type: 'string', default: '1' },
    world: { type: 'string' },
    twin: { type: 'string' },
    record: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
})

const kills = Number(values.kills)
const seed = Number(values.seed)
const isOver = over(values.minutes)
/** Of what is run: the sources may move on meanwhile. */
const from = commit()
const place = mkdtempSync(join(tmpdir(), 'pesit-drop-programs-'))
try {
  process.exitCode = await main()
} finally {
  rmSync(place, { recursive: true, force: true })
}

async function main(): Promise<number> {
  const started = performance.now()
  const bank = await buildProgram(join(place, 'whole'), null)
  const daemon =
    values.twin === undefined
      ? bank
      : await buildProgram(join(place, 'twin'), twinNamed(values.twin))
  const canTrace = spawnSync('strace', ['-V']).status === 0
  if (!canTrace) console.log('skipped: worlds without hard links need strace')
  const tally = newTally()
  const only = values.world === undefined ? null : Number(values.world)
  for (let index = only ?? 0; tally.kills < kills && !isOver(); index += 1) {
    const withoutLinks = canTrace && index % linklessEvery === linklessEvery - 1
    const whole = await runWorld(tally, {
      seed,
      index,
      kills: Math.min(killsPerWorld, kills - tally.kills),
      programs: { daemon, bank },
      withoutLinks,
      keep: values.keep,
      isOver,
      tell: (line) => console.log(line),
    })
    const seconds = Math.round((performance.now() - started) / 1000)
    console.log(
      `world ${index}: ${whole ? 'as promised' : 'BROKEN'}; ${tally.kills} kills in ${seconds} s`,
    )
    if (only !== null || (!whole && values.twin !== undefined)) break
  }
  report(tally)
  const untouched = pointsOfRoad.filter((point) => !tally.landed.has(point))
  const failed = tally.failures.length > 0 || (tally.kills >= enoughForAll && untouched.length > 0)
  if (values.record) record(tally, failed)
  return failed ? 1 : 0
}

function report(tally: Tally): void {
  for (const failure of tally.failures) console.log(failure)
  for (const point of pointsOfRoad)
    console.log(`${String(tally.landed.get(point) ?? 0).padStart(6)}  ${point}`)
  const { dropped, offered, held, worlds, failures } = tally
  console.log(
    `${tally.kills} kills in ${worlds} worlds: ${dropped} files dropped, ${offered} statements offered, ${held} wait for a person with cause; ${failures.length} failures`,
  )
}

function record(tally: Tally, failed: boolean): void {
  const { dropped, offered, held, landed } = tally
  const points = [...landed.values()].reduce((sum, count) => sum + count, 0)
  const least = Math.min(...pointsOfRoad.map((point) => landed.get(point) ?? 0))
  const twin = values.twin === undefined ? '' : ` --twin ${values.twin}`
  const command = `\`npm run torture -- --kills ${kills} --seed ${seed}${twin}\``
  const verdict = failed
    ? (tally.failures[0] ?? 'a point was never hit').replace(/^.*?world/, 'world').slice(0, 120)
    : 'as promised'
  if (values.twin === undefined) {
    addCounts('points', new Map(pointsOfRoad.map((point) => [point, landed.get(point) ?? 0])))
    addRow('kills', [
      today(),
      command,
      commit(),
      tally.kills,
      points,
      least,
      dropped,
      offered,
      held,
      verdict,
    ])
  } else addRow('twins', [values.twin, command, from, tally.kills, verdict.replaceAll('|', '/')])
}

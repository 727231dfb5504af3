// A short campaign. `npm run simulate` does the long ones; what they found has a seed or a test by name.

import { beforeAll, expect, test } from 'vitest'
import { twinNamed } from '../twins/catalogue.ts'
import { runCampaign } from './campaign.ts'
import { compile } from './program.ts'
import { type Report, runSeed } from './run.ts'
import type { Programs } from './scene.ts'

let programs: Programs

beforeAll(async () => {
  programs = { daemon: await compile('daemon'), bank: await compile('bank') }
})

test('the same seed happens again to the last call, other seeds happen otherwise', async () => {
  const hashes = new Set<string>()
  for (const seed of [3, 7, 12]) {
    const first = await runSeed(seed, programs)
    const second = await runSeed(seed, programs)
    expect(second.hash).toBe(first.hash)
    expect(second.steps).toBe(first.steps)
    hashes.add(first.hash)
  }
  expect(hashes.size).toBe(3)
})

test('no promise breaks in forty seeds, with crashes, power cuts, cut lines and full disks among them', async () => {
  const reports: Report[] = []
  for (let seed = 1; seed <= 40; seed += 1) reports.push(await runSeed(seed, programs))
  expect(reports.flatMap(({ seed, broken }) => broken.map((text) => `${seed}: ${text}`))).toEqual(
    [],
  )
  const sum = (of: (counts: Report['counts']) => number) =>
    reports.reduce((total, { counts }) => total + of(counts), 0)
  // A campaign in which nothing happens proves nothing.
  expect(sum(({ powerCuts }) => powerCuts)).toBeGreaterThan(8)
  expect(sum(({ bankCrashes }) => bankCrashes)).toBeGreaterThan(4)
  expect(sum(({ files }) => files)).toBeGreaterThan(50)
  expect(sum(({ statements }) => statements)).toBeGreaterThan(25)
}, 240_000)

/** Each with a seed under which it shows soon. */
test.each([
  ['spool-not-synced', 1],
  ['folders-not-synced', 1],
  ['intent-not-recorded', 1],
  ['believed-before-answered', 1],
  ['acknowledged-before-committed', 2],
  ['twins-searched-before-written', 1],
  ['new-identity-each-attempt', 5],
  ['received-not-synced', 2],
  ['published-by-rename', 3],
  ['staged-not-synced', 2],
  ['past-not-seen', 96],
])(
  'the twin %s is caught',
  async (name, seed) => {
    const { broken } = await runCampaign(
      { seed, runs: 20, twin: twinNamed(name), untilBroken: true, told: null },
      () => undefined,
    )
    expect(broken.length).toBeGreaterThan(0)
  },
  120_000,
)

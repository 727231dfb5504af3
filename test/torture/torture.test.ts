// The short version of the campaigns: a dozen kills of the real program, every time the same plan.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { buildProgram } from '../twins/twin.ts'
import { newTally, runWorld } from './campaign.ts'

test('killed a dozen times, nothing is lost, doubled, stuck or shown in part', async () => {
  const tally = newTally()
  const place = mkdtempSync(join(tmpdir(), 'pesit-drop-programs-'))
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  const program = await buildProgram(place, null)
  const programs = { daemon: program, bank: program }
  const world = {
    seed: 1,
    index: 0,
    withoutLinks: false,
    keep: false,
    tell: () => undefined,
    isOver: () => false,
  }
  await runWorld(tally, { ...world, kills: 12, programs })
  expect(tally.failures).toEqual([])
  expect(tally.kills).toBeGreaterThanOrEqual(12)
  expect(tally.dropped).toBeGreaterThan(12)
}, 240_000)

// The program as tests start it: from these sources, in few files, since to read them one by one is most of the
// time that a start takes. Built once in a run of the tests, by whoever needs it first.

import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { inject, vi } from 'vitest'
import { codeOf } from '../../src/lib/files/files.ts'
import { buildProgram } from '../twins/twin.ts'

const patiently = { timeout: 60_000, interval: 25 }
let known: Promise<string> | undefined

/** Path of its `main.js`. */
export function programPath(): Promise<string> {
  known ??= findOrBuild(inject('programPlace'))
  return known
}

async function findOrBuild(place: string): Promise<string> {
  const ready = join(place, 'ready')
  const main = join(ready, 'dist', 'cli', 'commands', 'main.js')
  const building = join(place, 'building')
  try {
    mkdirSync(building)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    await vi.waitUntil(() => existsSync(main), patiently)
    return main
  }
  await buildProgram(join(building, 'program'), null)
  renameSync(join(building, 'program'), ready)
  return main
}

// The programs that tests start as processes: ours, and small ones for the tests. They are bundled into a few
// files, because loading and compiling the sources one by one takes most of the time of a start. The first
// test that needs one of them builds them all, once in a run of the tests.

import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject, vi } from 'vitest'
import { systemErrorCode } from '../../src/lib/files/files.ts'
import { buildProgram } from '../twins/twin.ts'

const patiently = { interval: 25 }

/** Below `test/`. */
const testPrograms = [
  'admission/upload-program.ts',
  'helpers/check-program.ts',
  'helpers/child-share-program.ts',
  'helpers/failpoint-program.ts',
  'helpers/ledger-program.ts',
  'helpers/misbehaving-checks.ts',
  'helpers/proc-program.ts',
  'helpers/share-program.ts',
] as const

type NameOf<P> = P extends `${string}/${infer Name}.ts` ? Name : never
/** The last one is the part of ours that checks files. */
export type TestProgram = NameOf<(typeof testPrograms)[number]> | 'check-main'

let known: Promise<string> | undefined

/** Path of the `main.js` of pesit-drop. */
export function programPath(): Promise<string> {
  known ??= findOrBuild(inject('programPlace'))
  return known
}

/** Path of one of the other programs. */
export async function testProgramPath(name: TestProgram): Promise<string> {
  return join(dirname(await programPath()), `${name}.js`)
}

async function findOrBuild(place: string): Promise<string> {
  const ready = join(place, 'ready')
  const main = join(ready, 'dist', 'cli', 'commands', 'main.js')
  const building = join(place, 'building')
  const failed = join(place, 'failed')
  try {
    mkdirSync(building)
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error
    await vi.waitUntil(() => existsSync(main) || existsSync(failed), patiently)
    if (existsSync(failed)) throw new Error('the programs could not be built in another test')
    return main
  }
  const more = testPrograms.map((path) => fileURLToPath(new URL(`../${path}`, import.meta.url)))
  try {
    await buildProgram(join(building, 'program'), null, more)
  } catch (error) {
    writeFileSync(failed, '')
    throw error
  }
  renameSync(join(building, 'program'), ready)
  return main
}

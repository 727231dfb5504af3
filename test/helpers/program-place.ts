// Before the tests: a folder for the programs that they start. The first test that needs one builds them
// there (program.ts), so that a run without such a test does not wait for it.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    readonly programPlace: string
  }
}

let place = ''

export function setup({ provide }: Pick<TestProject, 'provide'>): void {
  place = mkdtempSync(join(tmpdir(), 'pesit-drop-program-'))
  // Some tests start them as another user.
  chmodSync(place, 0o755)
  provide('programPlace', place)
}

export function teardown(): void {
  rmSync(place, { recursive: true, force: true })
}

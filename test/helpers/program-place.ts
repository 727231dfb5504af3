// Before the tests: a folder for the program that they start. Who needs it first builds it there (program.ts), so
// that a run of a few tests of pure functions does not wait for it.

import { mkdtempSync, rmSync } from 'node:fs'
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
  provide('programPlace', place)
}

export function teardown(): void {
  rmSync(place, { recursive: true, force: true })
}

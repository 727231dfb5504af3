// A folder of its own for a test, removed when the test is over.

import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export function tempFolder(): string {
  return folderIn(tmpdir())
}

/**
 * In memory where the machine has a place for that: for thousands of writes of which none must outlive
 * anything.
 */
export function quickFolder(): string {
  return folderIn(existsSync('/dev/shm') ? '/dev/shm' : tmpdir())
}

function folderIn(place: string): string {
  const folder = realpathSync(mkdtempSync(join(place, 'pesit-drop-test-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

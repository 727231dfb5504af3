// A folder of its own for a test, removed when the test is over.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pesit-drop-test-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

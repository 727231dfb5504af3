// The version that the program says is the package's.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { version } from '../../../src/daemon/process/version.ts'

test('the program says the version of its package', () => {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  expect(version).toBe((JSON.parse(text) as { version: string }).version)
})

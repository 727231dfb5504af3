// Before each test file: `vi.waitFor` and `vi.waitUntil` wait for two minutes unless a test says otherwise.
// Their own bound of one second fails on a loaded machine; they also look more often, because most of what
// tests wait for happens within milliseconds.

import { vi } from 'vitest'

type Options = Exclude<Parameters<typeof vi.waitFor>[1], number | undefined>

const defaults = { timeout: 120_000, interval: 10 }
const patient = Symbol.for('pesit-drop.patient-waiting')
const state = globalThis as { [patient]?: boolean }

// Files of one project share a process.
if (state[patient] !== true) {
  state[patient] = true
  const { waitFor, waitUntil } = vi
  const complete = (options: Options | number = {}) => ({
    ...defaults,
    ...(typeof options === 'number' ? { timeout: options } : options),
  })
  vi.waitFor = (work, options) => waitFor(work, complete(options))
  vi.waitUntil = (work, options) => waitUntil(work, complete(options))
}

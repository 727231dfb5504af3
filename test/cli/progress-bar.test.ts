// The bar of a terminal.

import { expect, test } from 'vitest'
import { barOf } from '../../src/cli/progress-bar.ts'

test.each([
  [0, 100, 0, 'sending ░░░░░░░░░░░░░░░░░░░░░░░░ 0 %  0.0 MB/s'],
  [50e6, 100e6, 5_000, 'sending ████████████░░░░░░░░░░░░ 50 %  10.0 MB/s  5 s left'],
  [1e6, 1e9, 1_000, 'sending ░░░░░░░░░░░░░░░░░░░░░░░░ 0 %  1.0 MB/s  16 min 39 s left'],
  [1e6, 1e11, 1_000, 'sending ░░░░░░░░░░░░░░░░░░░░░░░░ 0 %  1.0 MB/s  27 h 46 min left'],
  [100, 100, 1_000, 'sending ████████████████████████ 100 %  0.0 MB/s'],
  [0, 0, 0, 'sending ████████████████████████ 100 %  0.0 MB/s'],
])('%d of %d bytes after %d ms', (done, total, passedMs, text) => {
  expect(barOf('sending', done, total, passedMs)).toBe(text)
})

// Generated files are as their scripts make them, and the samples are what they should be.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { samples } from '../../scripts/generate-samples.ts'
import { createCheck, type Format } from '../../src/preflight/check.ts'
import { looksComplete } from '../../src/preflight/complete.ts'

const root = fileURLToPath(new URL('../../samples/', import.meta.url))
const files = [...samples()]
const formats: Readonly<Record<string, Format>> = {
  VIREMENTS: 'pain.001',
  PRELEVEMENTS: 'pain.008',
  VIREMENTS_CFONB: 'cfonb-160',
}

test.each(files)('samples/%s is fresh', (path, content) => {
  expect(readFileSync(root + path, 'utf8')).toBe(content)
})

test.each(files.filter(([path]) => path.startsWith('outbox/')))(
  'samples/%s passes the checks of its outbox, and no cut of it does',
  (path, content) => {
    const bytes = Buffer.from(content)
    const format = formats[path.split('/')[1] ?? ''] ?? 'pain.001'
    const verdict = (part: Buffer) => {
      const check = createCheck({ expected: [format] })
      for (let at = 0; at < part.length; at += 997) check.push(part.subarray(at, at + 997))
      return check.finish()
    }
    expect(verdict(bytes).findings).toEqual([])
    for (let cut = 0; cut < 200; cut += 1) {
      const part = bytes.subarray(0, Math.floor((bytes.length * cut) / 200))
      // What is missing at the end of a file with line ends may be no more than its last line end.
      if (bytes.subarray(part.length).toString().trim() === '') continue
      expect(verdict(part).verdict, `${part.length} of ${bytes.length}`).toBe('block')
    }
  },
)

test.each(files)('samples/%s looks complete, and not without its last bytes', (_, content) => {
  const bytes = Buffer.from(content.replace(/[\r\n]+$/, ''))
  const look = (part: Buffer) =>
    looksComplete({
      head: part.subarray(0, 65_536),
      tail: part.subarray(-4096),
      sizeBytes: part.length,
    }).kind
  expect(look(bytes)).toBe('complete')
  expect(look(bytes.subarray(0, -1))).toBe('cut')
})

// Files to send: bytes without any order, short lines, and lines of columns as banks have them, which
// compress.

import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import type { Way } from './ways.ts'

const blockBytes = 1024 * 1024

export function writeContent(path: string, sizeBytes: number, content: Way['content']): void {
  const block = blocks[content]()
  const file = openSync(path, 'w')
  for (let written = 0; written < sizeBytes; written += block.length) {
    block.write(String(written).padStart(15, '0'), 0, 'latin1')
    writeSync(file, block, 0, Math.min(block.length, sizeBytes - written))
  }
  closeSync(file)
}

const blocks: Readonly<Record<Way['content'], () => Buffer>> = {
  bytes: () => {
    const some = createHash('sha512').update('bench').digest()
    return Buffer.concat(Array.from({ length: blockBytes / some.length }, () => some))
  },
  // 20 to 60 bytes, 40 in the middle.
  lines: () => filled((line) => 'x'.repeat(20 + ((line * 7) % 41))),
  columns: () =>
    filled(
      (line) =>
        `04${String(30_004 + (line % 7)).padStart(10, '0')}    00001EUR2 ${String(line).padStart(11, '0')}` +
        `  VIREMENT SEPA SALAIRE ${String(line % 900).padStart(6, '0')}`.padEnd(90) +
        String((line * 7919) % 1_000_000).padStart(14, '0') +
        ''.padEnd(98),
    ),
}

function filled(lineOf: (line: number) => string): Buffer {
  const block = Buffer.alloc(blockBytes, 'y')
  let at = 0
  for (let line = 0; ; line += 1) {
    const text = `${lineOf(line)}\n`
    if (at + text.length > blockBytes - 1) break
    at += block.write(text, at, 'latin1')
  }
  return Buffer.from(block.subarray(0, at))
}

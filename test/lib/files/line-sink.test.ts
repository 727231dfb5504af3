// A log whose other end is full, gone or slow loses lines, never the program; what was lost is counted and
// told.

import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
} from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type LineSink, lineSink } from '../../../src/lib/files/line-sink.ts'
import { fillDisk } from '../../helpers/fill-disk.ts'
import { canMount, smallDisk } from '../../helpers/small-disk.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

function sinkOn(descriptor: number): LineSink {
  return lineSink(descriptor, {
    nowMs: () => 7,
    goesOn: ({ lines, error }) => `${lines} lost for ${error}\n`,
  })
}

/** Both ends of a pipe that waits for nobody. */
function pipe(): { readonly reader: number; readonly writer: number } {
  const folder = mkdtempSync(join(tmpdir(), 'pesit-drop-test-'))
  const path = join(folder, 'pipe')
  spawnSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  rmSync(folder, { recursive: true })
  return { reader, writer }
}

test('lines are written as they come', () => {
  const path = join(tempFolder(), 'log')
  const sink = sinkOn(openSync(path, 'w'))
  sink.write('one\n')
  sink.write('two\n')
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n')
  expect(sink.lost()).toBeNull()
})

test.each([
  ['a full disk', () => openSync('/dev/full', 'w'), 'ENOSPC'],
  [
    'a reader that is gone',
    () => {
      const { reader, writer } = pipe()
      closeSync(reader)
      return writer
    },
    'EPIPE',
  ],
  [
    'an end that is closed',
    () => {
      const closed = openSync('/dev/null', 'w')
      closeSync(closed)
      return closed
    },
    'EBADF',
  ],
])('%s costs lines, which are counted with the reason', (_, open, error) => {
  const sink = sinkOn(open())
  for (let nth = 0; nth < 3; nth += 1) sink.write('a line\n')
  expect(sink.lost()).toEqual({ lines: 3, sinceMs: 7, error })
  expect(sink.lost()).toEqual({ lines: 3, sinceMs: 7, error })
})

test('a reader that does not keep up loses lines; when it reads again the number is reported', () => {
  const { reader, writer } = pipe()
  // What is told of the loss is as long as a line, or it would fit where no line does.
  const told = (text: string) => `${text.padEnd(9_999)}\n`
  const sink = lineSink(writer, {
    nowMs: () => 7,
    goesOn: ({ lines, error }) => told(`${lines} lost for ${error}`),
  })
  const line = told('x')
  let written = 0
  for (; sink.lost() === null; written += 1) sink.write(line)
  sink.write(line)
  expect(sink.lost()).toMatchObject({ lines: 2, error: 'EAGAIN' })
  const bytes = Buffer.alloc(1024 * 1024)
  const before = readSync(reader, bytes)
  sink.write('after\n')
  const after = bytes.subarray(0, readSync(reader, bytes)).toString('utf8')
  // What was cut off ends its line: the next one stands alone.
  const isCut = before % line.length !== 0
  expect(after).toBe(`${isCut ? '\n' : ''}${told('2 lost for EAGAIN')}after\n`)
  expect(sink.lost()).toBeNull()
})

describe.skipIf(!canMount)('on a disk (skipped where nothing can be mounted)', () => {
  test('after a full disk has space again, nothing more is lost', () => {
    const disk = smallDisk(join(tempFolder(), 'disk'), 'size=64k')
    const path = join(disk, 'log')
    const file = openSync(path, 'a')
    onTestFinished(() => closeSync(file))
    const sink = sinkOn(file)
    const empty = fillDisk(disk)
    for (let nth = 0; nth < 20; nth += 1) sink.write(`${'y'.repeat(999)}\n`)
    const lost = sink.lost()
    expect(lost?.error).toBe('ENOSPC')
    empty()
    expect(sink.lost()).toBeNull()
    sink.write('after\n')
    expect(readFileSync(path, 'utf8').endsWith(`${lost?.lines} lost for ENOSPC\nafter\n`)).toBe(
      true,
    )
  })
})

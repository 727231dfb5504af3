// A file of lines that never blocks its writers: a disk that is slow, full or gone costs lines, nothing else.
// The file is readable for its owner alone (mode 0600). When it reaches its maximum size it becomes NAME.1,
// NAME.1 becomes NAME.2, and so on; the oldest is removed.
//
// Lines are collected in memory, a few MB at most, and written in batches. A failure is reported once; lines
// are then dropped for a while, and the file says how many are missing when writing works again. A file that
// does not begin like ours belongs to somebody else: nothing is added to it.

import { constants } from 'node:fs'
import { type FileHandle, open, rename } from 'node:fs/promises'
import { systemErrorCode } from './files.ts'

export interface RollingFile {
  append(line: string): void
  /** Resolves when the collected lines are written or dropped. */
  close(): Promise<void>
}

export interface RollingFileOptions {
  readonly path: string
  /** The maximum size in bytes; then the next file begins. */
  readonly maximumBytes: number
  /** How many old files are kept. */
  readonly keep: number
  /** The head of each file; a file that has its first line is ours. */
  readonly head: string
  /** What the next file needs so that it can be read alone: the state before the line that is appended. */
  readonly continued: () => string
  /** A line that says how many are missing. */
  readonly missing: (lines: number) => string
  readonly monotonicMs: () => number
  readonly onFailed: (error: unknown) => void
  readonly onMended: () => void
}

const maximumWaitingBytes = 4 * 1024 * 1024
const triedAgainAfterMs = 10_000

export function createRollingFile(options: RollingFileOptions): RollingFile {
  return new Rolling(options)
}

class Rolling implements RollingFile {
  private readonly options: RollingFileOptions
  private waiting = ''
  /** Read before the first waiting line, so that nothing is written twice. */
  private continued = ''
  private missing = 0
  private failedAtMs: number | undefined
  private writing: Promise<void> | undefined
  private file: { readonly handle: FileHandle; bytes: number } | undefined

  constructor(options: RollingFileOptions) {
    this.options = options
  }

  append(line: string): void {
    const { failedAtMs } = this
    const isTooSoon =
      failedAtMs !== undefined && this.options.monotonicMs() - failedAtMs < triedAgainAfterMs
    if (isTooSoon || this.waiting.length + line.length > maximumWaitingBytes) {
      this.missing += 1
      return
    }
    if (this.waiting === '') this.continued = this.options.continued()
    if (this.missing > 0) this.waiting += `\n${this.options.missing(this.missing)}`
    this.missing = 0
    this.waiting += line
    this.writing ??= this.write()
  }

  async close(): Promise<void> {
    await this.writing
    await this.file?.handle.close().catch(() => undefined)
    this.file = undefined
  }

  /** Never fails; ends when no line is waiting. */
  private async write(): Promise<void> {
    while (this.waiting !== '') {
      const { waiting: text, continued } = this
      this.waiting = ''
      try {
        await this.put(text, continued)
        if (this.failedAtMs !== undefined) this.options.onMended()
        this.failedAtMs = undefined
      } catch (error) {
        this.missing += linesOf(text) + linesOf(this.waiting)
        this.waiting = ''
        await this.failed(error)
      }
    }
    this.writing = undefined
  }

  private async failed(error: unknown): Promise<void> {
    const isNew = this.failedAtMs === undefined
    this.failedAtMs = this.options.monotonicMs()
    // The next attempt opens the file again: it may have been moved, or its disk removed.
    await this.file?.handle.close().catch(() => undefined)
    this.file = undefined
    if (isNew) this.options.onFailed(error)
  }

  private async put(text: string, continued: string): Promise<void> {
    this.file ??= await this.opened()
    if (this.file.bytes >= this.options.maximumBytes) {
      this.file = await this.next(this.file.handle, continued)
    }
    const bytes = Buffer.from(text)
    await this.file.handle.appendFile(bytes)
    this.file.bytes += bytes.length
  }

  private async opened(): Promise<{ readonly handle: FileHandle; bytes: number }> {
    const handle = await openOwn(this.options.path, 0)
    try {
      const { size } = await handle.stat()
      if (size === 0) return { handle, bytes: await begin(handle, this.options.head) }
      const firstLine = this.options.head.slice(0, this.options.head.indexOf('\n') + 1)
      const { buffer } = await handle.read(Buffer.alloc(firstLine.length), 0, firstLine.length, 0)
      if (buffer.toString('latin1') !== firstLine)
        throw new Error('it is there and holds something else: choose another name')
      // Others must not read it, whatever its mode was.
      await handle.chmod(0o600)
      return { handle, bytes: size }
    } catch (error) {
      await handle.close().catch(() => undefined)
      throw error
    }
  }

  private async next(full: FileHandle, continued: string) {
    const { path, keep, head } = this.options
    this.file = undefined
    await full.close()
    const nameOf = (age: number) => (age === 0 ? path : `${path}.${age}`)
    for (let age = keep; age > 0; age -= 1) await renameIfThere(nameOf(age - 1), nameOf(age))
    const handle = await openOwn(path, keep === 0 ? constants.O_TRUNC : 0)
    return { handle, bytes: await begin(handle, head + continued) }
  }
}

async function begin(handle: FileHandle, text: string): Promise<number> {
  await handle.appendFile(text)
  return Buffer.byteLength(text)
}

/** Opens neither a link nor a pipe without a reader. */
async function openOwn(path: string, flags: number): Promise<FileHandle> {
  const { O_RDWR, O_CREAT, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = constants
  const all = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | flags
  const handle = await open(path, all, 0o600)
  try {
    if (!(await handle.stat()).isFile()) throw new Error('it is no file')
    return handle
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw error
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
  }
}

function linesOf(text: string): number {
  return text.split('\n').length - 1
}

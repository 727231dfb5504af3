// `node:fs` and `node:fs/promises` for one life, on its simulated disk: as much of them as the
// daemon and the sandbox bank use. What they use and this lacks is an error, never a call of the real thing.

import { constants, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Readable } from 'node:stream'
import { type Disk, DiskError, type Inode } from './disk.ts'
import type { Life } from './life.ts'

export interface FileModules {
  readonly promises: object
  readonly plain: object
}

/** What the system tells of itself, without a disk. */
const system: Readonly<Record<string, (disk: Disk) => string>> = {
  '/proc/self/mountinfo': () => mountinfo,
  '/proc/sys/kernel/random/boot_id': ({ boots }) => `boot-${boots}\n`,
}

const mountinfo = '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n'

export function fileModulesFor(life: Life): FileModules {
  const promises = asynchronous(life)
  return {
    promises,
    plain: {
      constants,
      promises,
      createReadStream: (path: string, options: { highWaterMark?: number } = {}) =>
        Readable.from(pieces(life, path, options.highWaterMark ?? 65_536), { objectMode: false }),
      readFileSync: (path: string | URL, encoding?: BufferEncoding) =>
        readNow(life.disk, textPath(path), encoding),
      readdirSync: (path: string | URL) =>
        isProgram(textPath(path)) ? readdirSync(path) : life.disk.list(textPath(path)).map(nameOf),
      existsSync: (path: string) => life.disk.has(path),
      statSync: (path: string) => statOf(life.disk.find(path, 'stat'), false),
      truncateSync: (path: string, length = 0) =>
        life.callNow({ what: 'truncate', path }, () =>
          life.disk.truncate(life.disk.find(path, 'truncate'), length),
        ),
      ...descriptorsOf(life),
    },
  }
}

const nameOf = ([name]: [string, Inode]) => name
const programFolder = fileURLToPath(new URL('../../../src/', import.meta.url))
/** The program's own files are no part of the simulated disk. */
const isProgram = (path: string) => path.startsWith(programFolder)
const textPath = (path: string | URL) => (path instanceof URL ? fileURLToPath(path) : path)

function readNow(disk: Disk, path: string, encoding?: BufferEncoding): string | Buffer {
  const bytes = isProgram(path) ? readFileSync(path) : disk.find(path, 'open').bytes
  return encoding === undefined ? Buffer.from(bytes) : bytes.toString(encoding)
}

type Told<T> = (error: unknown, value?: T) => void

/** Open folders by their number, as the program holds them for one step. They end with the life. */
function descriptorsOf(life: Life): Record<string, unknown> {
  const { disk } = life
  const mine = new Set<number>()
  life.atEnd(() => mine.forEach((fd) => disk.release(fd)))
  const call = <T>(what: string, path: string, effect: () => T, told: Told<T>) =>
    void life
      .call({ what, path: disk.spelled(path) }, effect)
      .then((value) => told(null, value), told)
  return {
    open: (path: string, flags: number, told: Told<number>) => {
      const opened = () => {
        const inode = disk.find(path, 'open')
        if ((flags & constants.O_DIRECTORY) !== 0 && inode.kind !== 'folder')
          throw new DiskError('ENOTDIR', 'open', path)
        const fd = disk.hold(inode)
        mine.add(fd)
        return fd
      }
      call('open', path, opened, told)
    },
    fstat: (fd: number, options: { bigint?: boolean }, told: Told<unknown>) =>
      call(
        'fstat',
        `/proc/self/fd/${fd}`,
        () => statOf(disk.heldAs(fd, 'fstat'), options.bigint === true),
        told,
      ),
    closeSync: (fd: number) => {
      mine.delete(fd)
      disk.release(fd)
    },
    readlinkSync: (path: string) => disk.spelled(path),
  }
}

interface OpenOptions {
  readonly append: boolean
}

function asynchronous(life: Life): Record<string, unknown> {
  const { disk } = life
  const call = <T>(what: string, path: string, effect: () => T) =>
    life.call({ what, path: disk.spelled(path) }, effect)
  const stat =
    (what: string) =>
    (path: string, options: { bigint?: boolean } = {}) =>
      call(what, path, () => statOf(disk.find(path, what), options.bigint === true))
  return {
    constants,
    open: (path: string, flags: string | number = 'r') =>
      call('open', path, () => openFile(life, path, flagsOf(flags))),
    stat: stat('stat'),
    lstat: stat('lstat'),
    access: (path: string) => call('access', path, () => void disk.find(path, 'access')),
    rename: (from: string, to: string) => call('rename', to, () => disk.rename(from, to)),
    link: (from: string, to: string) => call('link', to, () => disk.link(from, to)),
    unlink: (path: string) => call('unlink', path, () => disk.unlink(path)),
    mkdir: (path: string) => call('mkdir', path, () => void disk.create(path, 'folder', 'mkdir')),
    rmdir: (path: string) => call('rmdir', path, () => disk.removeFolder(path)),
    readdir: (path: string) =>
      call('scandir', path, () => {
        if (disk.find(path, 'scandir').kind !== 'folder')
          throw new DiskError('ENOTDIR', 'scandir', path)
        return disk.list(path).map(nameOf)
      }),
    opendir: (path: string) =>
      call('opendir', path, () => {
        const entries = disk.list(path).map(([name, { kind }]) => ({
          name: Buffer.from(name),
          isDirectory: () => kind === 'folder',
        }))
        return entries.values()
      }),
    truncate: (path: string, length = 0) =>
      call('truncate', path, () => disk.truncate(disk.find(path, 'truncate'), length)),
    chmod: (path: string, mode: number) =>
      call('chmod', path, () => void (disk.find(path, 'chmod').mode = 0o100000 | mode)),
    realpath: (path: string) =>
      call('realpath', path, () => {
        disk.find(path, 'realpath')
        return path
      }),
    readlink: (path: string) =>
      path === '/proc/self/ns/pid'
        ? Promise.resolve('pid:[1]')
        : call('readlink', path, () => {
            disk.find(path, 'readlink')
            if (disk.spelled(path) !== path) return disk.spelled(path)
            throw new DiskError('EINVAL', 'readlink', path)
          }),
    readFile: (path: string, encoding?: BufferEncoding) =>
      path in system
        ? Promise.resolve(system[path]?.(disk))
        : call('read', path, () => readNow(disk, path, encoding)),
    writeFile: (path: string, content: string | Uint8Array) =>
      call('write', path, () => {
        const inode = disk.place(path, 'open').inode ?? disk.create(path, 'file', 'open')
        disk.truncate(inode, 0)
        disk.write(inode, Buffer.from(content), 0)
      }),
    statfs: (path: string) =>
      call('statfs', path, () => {
        const full = life.weather({ what: 'room', path }) !== null
        return { bavail: full ? 0 : 1 << 30, bsize: 4096 }
      }),
  }
}

async function* pieces(life: Life, path: string, size: number): AsyncGenerator<Buffer> {
  const inode = await life.call({ what: 'open', path }, () => life.disk.find(path, 'open'))
  for (let at = 0; ; at += size) {
    const from = at
    const piece = await life.call({ what: 'read', path }, () =>
      Buffer.from(inode.bytes.subarray(from, from + size)),
    )
    if (piece.length === 0) return
    yield piece
  }
}

interface Flags extends OpenOptions {
  readonly create: boolean
  readonly exclusive: boolean
  readonly truncate: boolean
}

function flagsOf(flags: string | number): Flags {
  if (typeof flags === 'number')
    return {
      create: (flags & constants.O_CREAT) !== 0,
      exclusive: (flags & constants.O_EXCL) !== 0,
      truncate: (flags & constants.O_TRUNC) !== 0,
      append: (flags & constants.O_APPEND) !== 0,
    }
  return {
    create: /[wa]/.test(flags),
    exclusive: flags.includes('x'),
    truncate: flags.includes('w'),
    append: flags.startsWith('a'),
  }
}

function openFile(life: Life, path: string, flags: Flags): Handle {
  const { disk } = life
  const { inode } = disk.place(path, 'open')
  if (inode === null && !flags.create) throw new DiskError('ENOENT', 'open', path)
  if (inode !== null && flags.exclusive) throw new DiskError('EEXIST', 'open', path)
  const opened = inode ?? disk.create(path, 'file', 'open')
  if (flags.truncate && inode !== null) disk.truncate(opened, 0)
  return new Handle(life, path, opened, flags.append)
}

type Position = number | null | undefined

/** A FileHandle. It goes on speaking of its file whatever becomes of the name. */
class Handle {
  private readonly life: Life
  private readonly path: string
  private readonly inode: Inode
  private readonly append: boolean
  private at = 0

  constructor(life: Life, path: string, inode: Inode, append: boolean) {
    this.life = life
    this.path = path
    this.inode = inode
    this.append = append
  }

  private call<T>(what: string, effect: () => T): Promise<T> {
    return this.life.call({ what, path: this.life.disk.spelled(this.path) }, effect)
  }

  read(buffer: Buffer, offset: number, length: number, position?: Position) {
    return this.call('read', () => {
      const from = position ?? this.at
      const bytesRead = this.inode.bytes.copy(buffer, offset, from, from + length)
      if (position === null || position === undefined) this.at += bytesRead
      return { bytesRead, buffer }
    })
  }

  readv(views: readonly Uint8Array[], position: number) {
    return this.call('read', () => {
      let bytesRead = 0
      for (const view of views) {
        const from = position + bytesRead
        const copied = this.inode.bytes.copy(view, 0, from, from + view.length)
        bytesRead += copied
        if (copied < view.length) break
      }
      return { bytesRead, buffers: views }
    })
  }

  write(data: Uint8Array | string, offset?: number, length?: number, position?: Position) {
    const whole = typeof data === 'string' ? Buffer.from(data) : data
    const from = typeof data === 'string' ? 0 : (offset ?? 0)
    const until = typeof data === 'string' ? whole.length : from + (length ?? whole.length - from)
    return this.call('write', () => {
      // Now and then a write comes short, as it may.
      const wanted = until - from
      const short = wanted > 1 && this.life.chance.below(64) === 0 && typeof data !== 'string'
      const bytesWritten = short ? 1 + this.life.chance.below(wanted - 1) : wanted
      this.put(whole.subarray(from, from + bytesWritten), position)
      return { bytesWritten, buffer: data }
    })
  }

  writev(views: readonly Uint8Array[], position?: Position) {
    const whole = Buffer.concat(views)
    return this.call('write', () => {
      const short = whole.length > 1 && this.life.chance.below(64) === 0
      const bytesWritten = short ? 1 + this.life.chance.below(whole.length - 1) : whole.length
      this.put(whole.subarray(0, bytesWritten), position)
      return { bytesWritten, buffers: views }
    })
  }

  writeFile(content: string | Uint8Array) {
    return this.call('write', () => this.put(Buffer.from(content), null))
  }

  private put(bytes: Uint8Array, position: Position): void {
    const at = this.append ? this.inode.bytes.length : (position ?? this.at)
    this.life.disk.write(this.inode, bytes, at)
    if (position === null || position === undefined) this.at = at + bytes.length
  }

  sync(): Promise<void> {
    return this.synced('fsync')
  }

  datasync(): Promise<void> {
    return this.synced('fdatasync')
  }

  private async synced(what: string): Promise<void> {
    try {
      await this.call(what, () => this.life.disk.sync(this.inode))
    } catch (error) {
      this.life.disk.syncFailed(this.inode)
      throw error
    }
  }

  stat(options: { bigint?: boolean } = {}) {
    return this.call('fstat', () => statOf(this.inode, options.bigint === true))
  }

  truncate(length = 0): Promise<void> {
    return this.call('truncate', () => this.life.disk.truncate(this.inode, length))
  }

  chmod(mode: number): Promise<void> {
    return this.call('fchmod', () => {
      this.inode.mode = 0o100000 | mode
      this.life.disk.touch(this.inode)
    })
  }

  chown(): Promise<void> {
    return this.call('fchown', () => this.life.disk.touch(this.inode))
  }

  close(): Promise<void> {
    return this.call('close', () => undefined)
  }
}

const nsPerMs = 1_000_000n

function statOf(inode: Inode, bigint: boolean) {
  const kind = {
    isFile: () => inode.kind === 'file',
    isDirectory: () => inode.kind === 'folder',
    isSymbolicLink: () => false,
  }
  const size = inode.bytes.length
  if (bigint)
    return {
      ...kind,
      dev: 1n,
      ino: BigInt(inode.id),
      uid: 1000n,
      size: BigInt(size),
      nlink: BigInt(inode.links),
      mode: BigInt(inode.mode),
      mtimeNs: inode.modifiedNs,
      ctimeNs: inode.changedNs,
    }
  return {
    ...kind,
    dev: 1,
    ino: inode.id,
    uid: 1000,
    size,
    nlink: inode.links,
    mode: inode.mode,
    mtime: new Date(Number(inode.modifiedNs / nsPerMs)),
    mtimeMs: Number(inode.modifiedNs / nsPerMs),
    ctimeMs: Number(inode.changedNs / nsPerMs),
  }
}

// A simulated disk with its file system. It knows two states of everything: what programs see, and what a
// power cut would leave. Bytes become durable by an fsync of their file; names (a creation, a link, a rename,
// a removal) by an fsync of a folder that they touch. What was measured on ext4 and XFS holds: a rename is
// one entry of the journal, seen in both folders or in none. What is not yet durable at a power cut survives
// or not, each by itself, as the seed has it; two changes of the same name only in their order.
//
// An fsync that failed is remembered: the bytes stay readable and never become durable, although the next
// fsync says yes, as kernels do.

import type { Chance } from '../../fuzz/random.ts'

export type Kind = 'file' | 'folder'

export interface Inode {
  readonly id: number
  readonly kind: Kind
  bytes: Buffer
  /** What a power cut would leave of them at least; null: nothing was ever synced. */
  durable: Buffer | null
  isLost: boolean
  mode: number
  changedNs: bigint
  modifiedNs: bigint
  links: number
  readonly entries: Map<string, Inode>
  readonly durableEntries: Map<string, Inode>
  /** A database's own world: it is durable at each commit. */
  database: { close(): void } | null
}

interface Touch {
  readonly folder: Inode
  readonly name: string
  readonly inode: Inode | null
}

export interface Place {
  readonly folder: Inode
  readonly name: string
  readonly inode: Inode | null
}

export class DiskError extends Error {
  readonly code: string
  readonly errno: number
  readonly syscall: string
  readonly path: string
  constructor(code: string, syscall: string, path: string) {
    const { stackTraceLimit } = Error
    // Programs expect these by the thousand; where one came from tells nothing.
    Error.stackTraceLimit = 0
    super(`${code}: ${texts[code] ?? 'it failed'}, ${syscall} '${path}'`)
    Error.stackTraceLimit = stackTraceLimit
    this.code = code
    this.errno = -(numbers[code] ?? 5)
    this.syscall = syscall
    this.path = path
  }
}

const texts: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EEXIST: 'file already exists',
  ENOSPC: 'no space left on device',
  EIO: 'i/o error',
  ENOTEMPTY: 'directory not empty',
  ENOTDIR: 'not a directory',
  EISDIR: 'illegal operation on a directory',
  EMFILE: 'too many open files',
  EPERM: 'operation not permitted',
  EINVAL: 'invalid argument',
  EROFS: 'read-only file system',
  EBADF: 'bad file descriptor',
}
const numbers: Readonly<Record<string, number>> = {
  ENOENT: 2,
  EEXIST: 17,
  ENOSPC: 28,
  EIO: 5,
  ENOTEMPTY: 39,
  ENOTDIR: 20,
  EISDIR: 21,
  EMFILE: 24,
  EPERM: 1,
  EINVAL: 22,
  EROFS: 30,
  EBADF: 9,
}

const throughHeld = /^\/proc\/self\/fd\/(\d+)(\/.*)?$/

export class Disk {
  readonly root: Inode
  /** A disk that says yes to fsync and does nothing. */
  lies = false
  /** Goes up with everything that programs could see differently. */
  version = 0
  /** The machine came up again. */
  boots = 0
  /** Of databases on it. */
  commits = 0
  private lastId = 100
  private lastHeld = 1000
  private readonly held = new Map<number, Inode>()
  private pending: (readonly Touch[])[] = []
  private readonly nowNs: () => bigint

  constructor(nowNs: () => bigint) {
    this.nowNs = nowNs
    this.root = this.newInode('folder')
    this.root.links = 1
  }

  newInode(kind: Kind): Inode {
    this.lastId += 1
    const now = this.nowNs()
    return {
      id: this.lastId,
      kind,
      bytes: Buffer.alloc(0),
      durable: null,
      isLost: false,
      mode: kind === 'file' ? 0o100600 : 0o040700,
      changedNs: now,
      modifiedNs: now,
      links: 0,
      entries: new Map(),
      durableEntries: new Map(),
      database: null,
    }
  }

  /**
   * @throws ENOENT, ENOTDIR for what lies above. A path may begin at an open folder, as `/proc/self/fd/N`.
   */
  place(path: string, syscall: string): Place {
    const { from, rest } = this.startOf(path, syscall)
    const parts = rest.split('/').filter((part) => part !== '')
    const name = parts.pop() ?? ''
    let folder = from
    for (const part of parts) {
      const next = folder.entries.get(part)
      if (next === undefined) throw new DiskError('ENOENT', syscall, path)
      if (next.kind !== 'folder') throw new DiskError('ENOTDIR', syscall, path)
      folder = next
    }
    if (name === '') return { folder, name, inode: folder }
    return { folder, name, inode: folder.entries.get(name) ?? null }
  }

  /** Gives a number under which an inode is reached, whatever becomes of its names. */
  hold(inode: Inode): number {
    this.lastHeld += 1
    this.held.set(this.lastHeld, inode)
    return this.lastHeld
  }

  release(number: number): void {
    this.held.delete(number)
  }

  heldAs(number: number, syscall: string): Inode {
    const inode = this.held.get(number)
    if (inode === undefined) throw new DiskError('EBADF', syscall, `${number}`)
    return inode
  }

  /** The path with the place of an open folder as it lies now; as it is when it lies nowhere any more. */
  spelled(path: string): string {
    const [whole, number, rest = ''] = throughHeld.exec(path) ?? []
    const inode = whole === undefined ? undefined : this.held.get(Number(number))
    const place = inode === undefined ? null : this.placeOf(inode)
    return place === null ? path : rest === '' ? place : `${place === '/' ? '' : place}${rest}`
  }

  private placeOf(wanted: Inode, folder: Inode = this.root, path = ''): string | null {
    if (folder === wanted) return path === '' ? '/' : path
    for (const [name, inode] of folder.entries) {
      const found = inode.kind === 'folder' ? this.placeOf(wanted, inode, `${path}/${name}`) : null
      if (found !== null) return found
    }
    return null
  }

  private startOf(path: string, syscall: string): { readonly from: Inode; readonly rest: string } {
    const [whole, number, rest = ''] = throughHeld.exec(path) ?? []
    if (whole === undefined) return { from: this.root, rest: path }
    return { from: this.heldAs(Number(number), syscall), rest }
  }

  find(path: string, syscall: string): Inode {
    const { inode } = this.place(path, syscall)
    if (inode === null) throw new DiskError('ENOENT', syscall, path)
    return inode
  }

  has(path: string): boolean {
    try {
      return this.place(path, 'access').inode !== null
    } catch {
      return false
    }
  }

  create(path: string, kind: Kind, syscall: string): Inode {
    const { folder, name, inode } = this.place(path, syscall)
    if (inode !== null) throw new DiskError('EEXIST', syscall, path)
    const made = this.newInode(kind)
    this.change([{ folder, name, inode: made }])
    return made
  }

  link(from: string, to: string): void {
    const inode = this.find(from, 'link')
    const target = this.place(to, 'link')
    if (target.inode !== null) throw new DiskError('EEXIST', 'link', to)
    this.change([{ folder: target.folder, name: target.name, inode }])
  }

  unlink(path: string): void {
    const { folder, name, inode } = this.place(path, 'unlink')
    if (inode === null) throw new DiskError('ENOENT', 'unlink', path)
    if (inode.kind === 'folder') throw new DiskError('EISDIR', 'unlink', path)
    this.change([{ folder, name, inode: null }])
  }

  removeFolder(path: string): void {
    const { folder, name, inode } = this.place(path, 'rmdir')
    if (inode === null) throw new DiskError('ENOENT', 'rmdir', path)
    if (inode.kind !== 'folder') throw new DiskError('ENOTDIR', 'rmdir', path)
    if (inode.entries.size > 0) throw new DiskError('ENOTEMPTY', 'rmdir', path)
    this.change([{ folder, name, inode: null }])
  }

  rename(from: string, to: string): void {
    const source = this.place(from, 'rename')
    if (source.inode === null) throw new DiskError('ENOENT', 'rename', from)
    const target = this.place(to, 'rename')
    if (target.inode === source.inode) return
    this.change([
      { folder: source.folder, name: source.name, inode: null },
      { folder: target.folder, name: target.name, inode: source.inode },
    ])
  }

  write(inode: Inode, bytes: Uint8Array, position: number): void {
    const end = position + bytes.length
    const grown = Buffer.alloc(Math.max(inode.bytes.length, end))
    inode.bytes.copy(grown)
    grown.set(bytes, position)
    this.setBytes(inode, grown)
  }

  truncate(inode: Inode, length: number): void {
    if (length === inode.bytes.length) return
    const cut = Buffer.alloc(length)
    inode.bytes.copy(cut, 0, 0, length)
    this.setBytes(inode, cut)
  }

  private setBytes(inode: Inode, bytes: Buffer): void {
    inode.bytes = bytes
    inode.modifiedNs = inode.changedNs = this.nowNs()
    this.version += 1
  }

  touch(inode: Inode): void {
    inode.changedNs = this.nowNs()
    this.version += 1
  }

  sync(inode: Inode): void {
    if (this.lies) return
    if (inode.kind === 'folder') this.settle((touch) => touch.folder === inode)
    else if (!inode.isLost) inode.durable = inode.bytes
  }

  /**
   * The device failed while it wrote: what was not durable yet never will be, and the next fsync says yes.
   */
  syncFailed(inode: Inode): void {
    if (inode.kind === 'file' && inode.durable !== inode.bytes) inode.isLost = true
  }

  /** As if the writer had synced it and its folder: for those whose carelessness is not at issue. */
  makeDurable(path: string): void {
    const { folder, inode } = this.place(path, 'sync')
    if (inode?.kind === 'file') inode.durable = inode.bytes
    this.settle((touch) => touch.folder === folder)
    if (inode?.kind === 'folder') this.settle((touch) => touch.folder === inode)
  }

  private change(touches: readonly Touch[]): void {
    for (const { folder, name, inode } of touches) {
      const before = folder.entries.get(name)
      if (before !== undefined) before.links -= 1
      if (inode === null) folder.entries.delete(name)
      else {
        folder.entries.set(name, inode)
        inode.links += 1
        inode.changedNs = this.nowNs()
      }
      if (before !== undefined && before !== inode) before.changedNs = this.nowNs()
      folder.modifiedNs = folder.changedNs = this.nowNs()
    }
    this.pending.push(touches)
    this.version += 1
  }

  /** Writes down the changes that are wanted, and before them what they rest on. */
  private settle(wanted: (touch: Touch) => boolean): void {
    const chosen = closed(this.pending, (change) => change.some(wanted))
    this.pending = this.pending.filter((change) => {
      if (!chosen.has(change)) return true
      for (const { folder, name, inode } of change) {
        if (inode === null) folder.durableEntries.delete(name)
        else folder.durableEntries.set(name, inode)
      }
      return false
    })
  }

  /** The power fails. What was not durable survives or not, as chance has it. */
  cut(chance: Chance): void {
    this.boots += 1
    const inOrder = chance.often(0.4)
    const share = chance.pick([0, 0.3, 0.5, 0.8, 1])
    const until = chance.below(this.pending.length + 1)
    const survivors = new Set(
      this.pending.filter((_, index) => (inOrder ? index < until : chance.often(share))),
    )
    const chosen = closed(this.pending, (change) => survivors.has(change))
    for (const change of this.pending) {
      if (!chosen.has(change)) continue
      for (const { folder, name, inode } of change) {
        if (inode === null) folder.durableEntries.delete(name)
        else folder.durableEntries.set(name, inode)
      }
    }
    this.pending = []
    this.rise(chance)
  }

  private rise(chance: Chance): void {
    const seen = new Set<Inode>()
    const visit = (folder: Inode) => {
      seen.add(folder)
      folder.entries.clear()
      for (const [name, inode] of folder.durableEntries) {
        folder.entries.set(name, inode)
        if (!seen.has(inode)) {
          inode.links = 0
          if (inode.kind === 'folder') visit(inode)
          else if (inode.database === null) keepWhatSurvived(inode, chance)
          seen.add(inode)
        }
        inode.links += 1
      }
    }
    visit(this.root)
    this.root.links = 1
    this.version += 1
  }

  /** Every file below, as programs see it. */
  files(folder: Inode = this.root, durably = false): Inode[] {
    const found: Inode[] = []
    for (const inode of (durably ? folder.durableEntries : folder.entries).values()) {
      if (inode.kind === 'folder') found.push(...this.files(inode, durably))
      else found.push(inode)
    }
    return found
  }

  list(path: string): [string, Inode][] {
    return [...this.find(path, 'scandir').entries].sort(([a], [b]) => (a < b ? -1 : 1))
  }

  /** A copy of a folder as it is now, all of it on the disk; of a database by `copyDatabase`. */
  copyOf(from: Inode, copyDatabase: (inode: Inode) => Inode['database']): Inode {
    const copy = this.newInode(from.kind)
    copy.mode = from.mode
    copy.bytes = copy.durable = from.bytes
    copy.database = from.database === null ? null : copyDatabase(from)
    for (const [name, inode] of from.entries)
      this.hang(copy, name, this.copyOf(inode, copyDatabase))
    return copy
  }

  /** Puts something in the place of whatever has this name, on the disk at once. */
  hang(folder: Inode, name: string, inode: Inode): void {
    inode.links = 1
    folder.entries.set(name, inode)
    folder.durableEntries.set(name, inode)
    this.version += 1
    this.commits += 1
  }

  close(): void {
    for (const inode of this.files()) inode.database?.close()
  }
}

/** The wanted changes and every earlier one of the same names. */
function closed(
  pending: readonly (readonly Touch[])[],
  wanted: (change: readonly Touch[]) => boolean,
): Set<readonly Touch[]> {
  const chosen = new Set<readonly Touch[]>()
  const names = new Set<string>()
  for (const change of pending.toReversed()) {
    const keys = change.map(({ folder, name }) => `${folder.id}/${name}`)
    if (!wanted(change) && !keys.some((key) => names.has(key))) continue
    chosen.add(change)
    for (const key of keys) names.add(key)
  }
  return chosen
}

const pageBytes = 512

/** Of bytes that were not synced, each page is the old one, the new one, or empty; so is the length. */
function keepWhatSurvived(inode: Inode, chance: Chance): void {
  const before = inode.durable ?? Buffer.alloc(0)
  const after = inode.bytes
  inode.isLost = false
  if (before !== after) {
    const torn = chance.pick(['old', 'new', 'torn', 'torn'] as const)
    const survived = torn === 'old' ? before : torn === 'new' ? after : mixed(before, after, chance)
    inode.bytes = survived
  }
  inode.durable = inode.bytes
}

function mixed(before: Buffer, after: Buffer, chance: Chance): Buffer {
  const length = chance.pick([
    before.length,
    after.length,
    Math.min(before.length, after.length) +
      chance.below(Math.abs(before.length - after.length) + 1),
  ])
  const result = Buffer.alloc(length)
  for (let at = 0; at < length; at += pageBytes) {
    const source = chance.pick([before, after])
    if (at < source.length) source.copy(result, at, at, Math.min(at + pageBytes, length))
  }
  return result
}

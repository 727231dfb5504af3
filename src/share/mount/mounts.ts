// The mounts of this machine: which mount a path is on, whether that is a network file system, and whether
// the mount that a folder was on is gone. All of it comes from the text of /proc/self/mountinfo: asking a
// file system itself, by statfs, hangs when its server hangs.

import { readFile, readlink, realpath } from 'node:fs/promises'
import { dirname, join, posix, resolve } from 'node:path'

export interface Mount {
  readonly mountPoint: string
  readonly fileSystem: string
  /** A network file system: other machines change it without events here, and calls to it may hang. */
  readonly network: boolean
}

const networkKinds =
  /^(nfs\d?|cifs|smb[23]?|smbfs|ncpfs|fuse(\..*)?|fuseblk|9p|ceph|coda|afs|lustre|gfs2?|glusterfs|ocfs2|davfs|orangefs|beegfs|gpfs|virtiofs|vboxsf|vmhgfs|prl_fs|autofs)$/

/**
 * The mount of an absolute path without symbolic links: the longest mount point above it; of two equal ones,
 * the last.
 */
export function mountOf(path: string, mountinfo: string): Mount | null {
  let best: Mount | null = null
  for (const line of mountinfo.split('\n')) {
    const mount = parseLine(line)
    if (mount === null || !covers(mount.mountPoint, path)) continue
    if (best === null || mount.mountPoint.length >= best.mountPoint.length) best = mount
  }
  return best
}

/**
 * Whether the mount that a folder was on is gone, so that the same path now shows the empty folder beneath
 * it: a network share that was replaced by a local disk, or a mount of any kind that ended. Another mount at
 * the same place is accepted.
 */
export function isGone(before: Mount, now: Mount | null): boolean {
  if (now === null) return false
  if (before.network && !now.network) return true
  return now.mountPoint !== before.mountPoint && covers(now.mountPoint, before.mountPoint)
}

/** A line is `36 35 98:0 /root /mount/point options … - type source options`; a space is written \040. */
function parseLine(line: string): Mount | null {
  const [before = '', after = ''] = line.split(' - ')
  const mountPoint = before.split(' ')[4]
  const fileSystem = after.split(' ')[0]
  if (mountPoint === undefined || fileSystem === undefined || fileSystem === '') return null
  return { mountPoint: unescape(mountPoint), fileSystem, network: networkKinds.test(fileSystem) }
}

function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
}

function covers(mountPoint: string, path: string): boolean {
  const relative = posix.relative(mountPoint, path)
  return relative === '' || (relative !== '..' && !relative.startsWith('../'))
}

/**
 * The mount that a folder is on; null when the kernel does not report it: then nothing counts as a network
 * share.
 */
export async function mountAt(path: string): Promise<Mount | null> {
  const mountinfo = await readMounts()
  return mountOf(await realOf(path), mountinfo)
}

/** The kernel's list of mounts; empty where there is none. */
export function readMounts(): Promise<string> {
  return readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
}

/** The path with its symbolic links followed, as far as it exists. */
async function realOf(path: string): Promise<string> {
  return realpath(path).catch(() => (dirname(path) === path ? path : realOf(dirname(path))))
}

const maximumLinks = 40

/**
 * Whether a folder is on a network file system, without asking that file system: symbolic links on the way
 * are read only while they are on local disks.
 */
export async function isOnNetwork(folder: string, mountinfo: string): Promise<boolean> {
  let place = '/'
  let rest = parts(resolve(folder))
  let links = 0
  for (;;) {
    if (mountOf(place, mountinfo)?.network === true) return true
    const [next, ...after] = rest
    if (next === undefined) return false
    const path = join(place, next)
    // A mount point is not a link, and a call to it may hang.
    const target = mountOf(path, mountinfo)?.network === true ? null : await linkAt(path)
    if (target !== null && links < maximumLinks) {
      links += 1
      rest = [...parts(resolve(place, target)), ...after]
      place = '/'
    } else {
      rest = after
      place = path
    }
  }
}

const parts = (path: string) => path.split('/').filter((part) => part !== '')

/** null: it is not a link, or does not exist. */
async function linkAt(path: string): Promise<string | null> {
  try {
    return await readlink(path)
  } catch {
    return null
  }
}

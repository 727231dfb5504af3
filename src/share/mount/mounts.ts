// What kind of file system a path lies on, out of the text of /proc/self/mountinfo. Pure. (Asking the
// file system itself, by statfs, hangs when its server does.)

import { posix } from 'node:path'

export interface Mount {
  readonly mountPoint: string
  readonly fileSystem: string
  /** Others may change it without this machine noticing: no events, and calls that may hang. */
  readonly network: boolean
}

const networkKinds =
  /^(nfs\d?|cifs|smb[23]?|smbfs|ncpfs|fuse(\..*)?|fuseblk|9p|ceph|coda|afs|lustre|gfs2?|glusterfs|ocfs2|davfs|orangefs|beegfs|gpfs|virtiofs|vboxsf|vmhgfs|prl_fs|autofs)$/

/** The mount of an absolute path without symbolic links: the longest mount point above it, the last one where two are equal. */
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
 * Whether what a folder lay on is gone from above it, so that the same path shows the empty folder below: a share
 * that left a local disk in its place, or a mount of any kind that ended. One that came instead is welcome.
 */
export function isGone(before: Mount, now: Mount | null): boolean {
  if (now === null) return false
  if (before.network && !now.network) return true
  return now.mountPoint !== before.mountPoint && covers(now.mountPoint, before.mountPoint)
}

/** `36 35 98:0 /root /mount/point options … - type source options`, spaces and the like as \040. */
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
  return relative === '' || (relative !== '..' && !relative.startsWith('../../'))
}

import { expect, test } from 'vitest'
import { mountOf } from '../../../src/share/mount/mounts.ts'

const typical = String.raw`
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 253:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
28 27 253:2 / /srv rw,relatime shared:2 master:1 - xfs /dev/vdb1 rw
29 28 0:40 / /srv/erp rw,relatime shared:3 - nfs4 nas:/erp rw,vers=4.2,addr=10.0.0.1
30 28 0:41 / /srv/comptabilit\303\251 rw - cifs //nas/share rw
31 28 0:42 / /srv/with\040space\011tab\134slash rw - smb3 //nas/share\040two rw
32 28 253:1 /data/drop /srv/bound rw - ext4 /dev/vda1 rw
`

const kindOf = (path: string, mountinfo = typical) => mountOf(path, mountinfo)?.fileSystem

test('a path lies on the longest mount point above it', () => {
  expect(kindOf('/etc')).toBe('ext4')
  expect(kindOf('/')).toBe('ext4')
  expect(kindOf('/srv/other')).toBe('xfs')
  expect(kindOf('/srv/erp')).toBe('nfs4')
  expect(kindOf('/srv/erp/out/virements')).toBe('nfs4')
})

test('a folder whose name only begins like a mount point is not below it', () => {
  expect(kindOf('/srv/erp2/out')).toBe('xfs')
  expect(kindOf('/srvx')).toBe('ext4')
  expect(kindOf('/srv/..erp')).toBe('xfs')
})

test('spaces, tabs and backslashes of a mount point are decoded', () => {
  expect(kindOf('/srv/with space\ttab\\slash/out')).toBe('smb3')
})

test('a folder that is bound to another place has the file system that it came from', () => {
  expect(mountOf('/srv/bound/out', typical)).toEqual({
    mountPoint: '/srv/bound',
    fileSystem: 'ext4',
    network: false,
  })
})

test('of two mounts at one place the later one counts, because it hides the other', () => {
  const twice = `${typical}33 28 0:50 / /srv/erp rw - tmpfs tmpfs rw\n`
  expect(kindOf('/srv/erp/out', twice)).toBe('tmpfs')
})

test('there may be many optional fields or none', () => {
  const none = '29 28 0:40 / /a rw - nfs4 nas:/erp rw\n'
  const many =
    '29 28 0:40 / /a rw shared:3 master:1 propagate_from:2 unbindable - nfs4 nas:/erp rw\n'
  expect(kindOf('/a/b', none)).toBe('nfs4')
  expect(kindOf('/a/b', many)).toBe('nfs4')
})

test.each([
  ...['nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', 'fuse', 'fuse.sshfs', 'fuse.glusterfs', 'fuseblk'],
  ...['9p', 'ceph', 'afs', 'lustre', 'glusterfs', 'virtiofs', 'vboxsf', 'autofs'],
])('%s is changed by others without this machine noticing', (kind) => {
  expect(mountOf('/a/b', `1 0 0:40 / /a rw - ${kind} source rw\n`)?.network).toBe(true)
})

test.each(['ext4', 'xfs', 'btrfs', 'zfs', 'tmpfs', 'overlay', 'vfat', 'fusectl', 'nfsd'])(
  '%s is local',
  (kind) => {
    expect(mountOf('/a/b', `1 0 0:40 / /a rw - ${kind} source rw\n`)?.network).toBe(false)
  },
)

test('a path on no mount yields nothing, and neither do invalid lines', () => {
  expect(mountOf('/a', '')).toBeNull()
  expect(mountOf('/a', 'nonsense\n1 2 3\n - nfs x\n')).toBeNull()
})

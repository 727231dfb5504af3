// A file system that shows other owners than there are, as CIFS mounts and some FUSE servers do: bindfs is
// one that can be had everywhere.

import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { localShare } from '../../src/share/local.ts'
import { isRoot, nobody } from '../helpers/run-share.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const canMap = isRoot && existsSync('/dev/fuse') && spawnSync('bindfs', ['-V']).status === 0
const share = localShare()

/** A folder in which everything seems to belong to somebody else, and what lies behind it. */
function mapped(options: readonly string[]): { readonly folder: string; readonly behind: string } {
  const place = tempFolder()
  const [folder, behind] = [join(place, 'folder'), join(place, 'behind')]
  for (const path of [folder, behind]) mkdirSync(path)
  const { status, stderr } = spawnSync('bindfs', [...options, behind, folder])
  if (status !== 0) throw new Error(String(stderr))
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
  return { folder, behind }
}

test.skipIf(!canMap).each([
  ['another owner', [`--force-user=${nobody}`]],
  ['rights for all', ['--perms=a+rwX', '--chmod-ignore']],
])(
  'where every file shows %s, work goes on with a warning that names the file system (as root, with bindfs)',
  async (_, options) => {
    const { folder, behind } = mapped(options)
    const probed = await share.probe({ folder, purpose: 'inbox' })
    expect(probed).toMatchObject({
      kind: 'usable',
      network: true,
      warnings: [
        {
          code: 'FOLDER-OWNERS-UNKNOWN',
          arguments: { folder, fileSystem: expect.stringMatching(/^fuse/) },
        },
      ],
    })
    const source = join(behind, '../received')
    writeFileSync(source, 'a statement')
    const sha256 = createHash('sha256').update('a statement').digest('hex')
    const staging = { folder, id: 'id', source, sha256, group: null, mode: null }
    expect(await share.stage(staging)).toEqual({ kind: 'staged' })
    expect(await share.link({ folder, id: 'id', name: 'releve.xml' })).toEqual({ kind: 'linked' })
    expect(await share.unstage({ folder, id: 'id' })).toEqual({ kind: 'removed' })
    expect(readFileSync(join(behind, 'releve.xml'), 'utf8')).toBe('a statement')
    expect(readdirSync(behind).sort()).toEqual(['.pesit-drop', 'releve.xml'])
  },
)

test.skipIf(!canMap)(
  'links in the place of a work folder are refused there too (as root, with bindfs)',
  async () => {
    const { folder, behind } = mapped([`--force-user=${nobody}`])
    mkdirSync(join(behind, '../elsewhere/id'), { recursive: true })
    mkdirSync(join(behind, '.pesit-drop'))
    symlinkSync('../../elsewhere', join(behind, '.pesit-drop/incoming'))
    expect(await share.unstage({ folder, id: 'id' })).toMatchObject({
      kind: 'fault',
      code: 'FOLDER-NOT-OURS',
    })
  },
)

test.skipIf(!canMap)(
  'one that shows owners as they are gives no warning (as root, with bindfs)',
  async () => {
    const { folder } = mapped([])
    expect(await share.probe({ folder, purpose: 'inbox' })).toMatchObject({
      kind: 'usable',
      warnings: [],
    })
  },
)

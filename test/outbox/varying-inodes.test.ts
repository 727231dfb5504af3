// An outbox on a share whose server makes up an inode number for each answer: files become ready, are taken
// and sent, also where the outbox is a folder below the mount, whose own inode varies too.

import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { canHang } from '../helpers/hanging-share.ts'
import { openRoadInProcess } from '../helpers/road/open.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { varyingShare } from '../helpers/varying-share.ts'

test.skipIf(!canHang).each([
  ['that is the mount', '.', { quiet: '1s', looks: 2 }],
  ['below the mount', 'out', { quiet: '1s', looks: 2 }],
  ['into which files are renamed', 'out', { rename: true }],
] as const)('an outbox %s gives its files (as root, with FUSE)', async (_, below, ready) => {
  const place = tempFolder()
  const [share, behind] = [join(place, 'share'), join(place, 'behind')]
  await varyingShare(share, behind)
  mkdirSync(join(behind, below), { recursive: true })
  const outbox = join(share, below)
  const road = await openRoadInProcess({
    places: { outbox },
    outbox: { ready, complete: false, everyOnNetwork: '300ms', stuckAfter: '20s' },
  })
  const path = join(behind, below, 'paie.xml')
  writeFileSync(path, 'paid')
  const seen = join(outbox, 'paie.xml')
  expect(statSync(seen).ino).not.toBe(statSync(seen).ino)
  await road.start()
  await road.until('paie.xml', 'archived')
  expect(road.copies('paid')).toBe(1)
  await road.untilWell()
})

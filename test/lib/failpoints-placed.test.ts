// The labelled points: each is in the code once, and on the road there is one on both sides of whatever a
// crash may separate. Reads text, not syntax: near means a few lines away.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { failpoints } from '../../src/lib/failpoint.ts'

const src = fileURLToPath(new URL('../../src/', import.meta.url))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.ts'),
)
const linesOf = (path: string) => readFileSync(join(src, path), 'utf8').split('\n')

test('each labelled point is in the code exactly once', () => {
  const found = files
    .filter((path) => path !== 'lib/failpoint.ts')
    .flatMap((path) => [
      ...readFileSync(join(src, path), 'utf8').matchAll(/failpoint\('([^']+)'\)/g),
    ])
    .map(([, name]) => name)
  expect(found.sort()).toEqual([...failpoints].sort())
})

const road = /^(admission|archive|bank|inbox|lib|outbox|sandbox|share|transfer)\/|^ledger\/sqlite\//
const step =
  /\b(rename|makeLink|synced|dataSynced|syncFolder|syncSpool|syncBoth)\(|\.(datasync|sync)\(\)|exec\('COMMIT'\)|command\(\{ type: 'end-(data|transfer)' \}|type: 'end-transfer'/
const isStep = (line: string) =>
  step.test(line) && /await|return|=>|exec/.test(line) && !/function/.test(line)

/** Not on the road, or behind the points of those who call it. */
const elsewhere: readonly (readonly [file: string, line: string, why: string])[] = [
  [
    'lib/files/files.ts',
    'await synced(handle, folder)',
    'whoever has a folder synced has the points',
  ],
  ['lib/files/files.ts', 'await handle.sync()', 'whoever has a file synced has the points'],
  ['lib/files/files.ts', 'await sync(dirname(path))', ''],
  ['disk/owner.ts', 'await handle.sync()', 'rights only; the points are around the move behind it'],
  ['disk/shared-sync.ts', '', 'whoever has a folder synced has the points'],
  ['share/verbs/orphans.ts', 'await syncFolder(place.at)', 'made durable once more, at start'],
  [
    'share/verbs/claim.ts',
    'await rename(entryPath(target, name), entryPath(folder, name))',
    'a folder that was taken by mistake is given back: no file of anybody',
  ],
  ['share/verbs/deliver.ts', 'await synced(handle, path)', 'the points are around its caller'],
  ['share/owner/owner.ts', 'await synced(handle, path)', 'the points are around its callers'],
  ['share/verbs/deliver.ts', 'await syncFolder(place.at)', 'made durable once more, or a leftover'],
  ['share/verbs/seal.ts', 'await synced(copy, path)', 'the point behind it is in its caller'],
  [
    'share/verbs/deliver.ts',
    'await makeLink(staged, target)',
    'the point behind it is in its caller',
  ],
  ['share/local.ts', '', 'tries with files of its own'],
  [
    'share/verbs/status-file.ts',
    '',
    'no payment: written again until the cursor of its reader is past it',
  ],
  ['lib/files/rolling-file.ts', '', 'traces: lines that may be lost'],
  ['admission/admit.ts', 'await deps.syncSpool()', 'the point before it is the last of the seal'],
  ['archive/keep.ts', 'return syncBoth(from, to, syncFolder)', 'has its own, and made before'],
  ['lib/files/files.ts', 'await synced(handle, path)', 'the point behind it is in its caller'],
  ['lib/files/files.ts', 'await syncBoth(from, to, sync)', 'has its own'],
  [
    'ledger/spool/identity-note.ts',
    'await synced(handle, path)',
    'the point behind it is in its caller',
  ],
  ['ledger/sqlite/database/migrate.ts', '', 'at start, whole or not at all'],
  ['ledger/sqlite/database/checksums.ts', '', 'at start, whole or not at all'],
  ['share/verbs/without-links.ts', 'await syncFolder(place.at)', 'a leftover'],
  ['inbox/receive.ts', 'await deps.syncSpool()', 'of bytes that nobody needs any more'],
  ['inbox/part.ts', '', 'the points are in receive.ts; a new name of a part carries nothing yet'],
  ['archive/retention.ts', '', 'removes what was kept for long enough: again at the next look'],
  ['sandbox/store.ts', 'await syncFolder(folder)', 'the bank’s own start'],
  [
    'sandbox/receive-data.ts',
    'await receiving.file.datasync()',
    'a point of the bank, recorded behind it',
  ],
  ['sandbox/offer-file.ts', '', 'what the bank says; what it writes has the points'],
]

test('each rename, link, fsync, commit and message of an end has a point before it and one after it', () => {
  const bare = files
    .filter((path) => road.test(path))
    .flatMap((path) => {
      const lines = linesOf(path)
      return lines.flatMap((line, at) => {
        const known = elsewhere.some(([file, text]) => file === path && line.includes(text))
        if (!isStep(line) || known) return []
        const near = (from: number, to: number) =>
          lines.slice(Math.max(0, from), to).some((other) => other.includes('failpoint('))
        return near(at - 14, at) && near(at + 1, at + 15)
          ? []
          : [`${path}:${at + 1} ${line.trim()}`]
      })
    })
  expect(bare).toEqual([])
})

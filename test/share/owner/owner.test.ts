// One owner for a folder: who takes it, who learns that he lost it, and what a crash leaves.

import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Hold, OwnerRecord, Sign } from '../../../src/share/owner/hold.ts'
import { localShare } from '../../../src/share/local.ts'
import type { Share } from '../../../src/share/share.ts'
import { runShare } from '../../helpers/run-share.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const share = localShare()
const signOf = (number: number, mark = 'aa'): Sign => ({ number, mark, stopped: false })
const recordOf = (token: string): OwnerRecord => ({
  ledger: 'abc',
  token,
  host: 'srv',
  pid: 1,
  machine: '',
  dataFolder: '/data',
  sinceMs: 0,
  reason: '',
})
const ownRequest = (folder: string, token: string, after: number): Parameters<Share['own']>[0] => ({
  folder,
  after,
  record: recordOf(token),
  sign: signOf(0),
  expected: null,
})
const holdOf = (token: string, term: number, signs = [signOf(0)]): Hold => ({ term, token, signs })
const ownerFolder = (folder: string) => join(folder, '.pesit-drop', 'owner')

async function owned(token = 'a1') {
  const folder = tempFolder()
  expect(await share.own(ownRequest(folder, token, 0))).toEqual({ kind: 'owned', term: 1 })
  return folder
}

test('a folder without an owner is read as such, and nothing is created in it', async () => {
  const folder = tempFolder()
  expect(await share.owner({ folder })).toMatchObject({ term: 0, record: null })
  expect(readdirSync(folder)).toEqual([])
})

test('the owner is returned with a sign of life and its age; reading leaves nothing behind', async () => {
  const folder = await owned()
  expect(await share.owner({ folder })).toMatchObject({
    term: 1,
    record: recordOf('a1'),
    sign: signOf(0),
  })
  expect(readdirSync(ownerFolder(folder)).sort()).toEqual(['1.json', 'a1.alive'])
})

test('of many that want to follow the same owner exactly one gets the folder', async () => {
  const folder = await owned()
  const tokens = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6']
  const outcomes = await Promise.all(tokens.map((token) => share.own(ownRequest(folder, token, 1))))
  expect(outcomes.filter(({ kind }) => kind === 'owned')).toHaveLength(1)
  const winner = tokens[outcomes.findIndex(({ kind }) => kind === 'owned')] ?? ''
  expect(await share.held({ folder, hold: holdOf(winner, 2) })).toEqual({ kind: 'ours' })
})

test('an owner that was replaced learns it at its next check, and cannot become owner again by itself', async () => {
  const folder = await owned()
  const before = holdOf('a1', 1)
  await share.own(ownRequest(folder, 'b2', 1))
  expect(await share.held({ folder, hold: before })).toEqual({ kind: 'not-ours' })
  expect(await share.renew({ folder, hold: before, sign: signOf(1) })).toEqual({ kind: 'not-ours' })
  await share.own(ownRequest(folder, 'b3', 2))
  // A write that was under way when he was frozen.
  writeFileSync(join(ownerFolder(folder), 'a1.alive'), JSON.stringify(signOf(0)))
  expect(await share.held({ folder, hold: before })).toEqual({ kind: 'not-ours' })
  expect(await share.held({ folder, hold: holdOf('b3', 3) })).toEqual({ kind: 'ours' })
})

describe('a sign of life of our token', () => {
  test.each([
    ['that we wrote', signOf(4, 'cc'), 'ours'],
    ['that we wrote just before', signOf(3, 'bb'), 'ours'],
    ['that is older, since the file server lost the last', signOf(1, 'zz'), 'ours'],
    ['that is newer than any of ours', signOf(9, 'cc'), 'not-ours'],
    ['of the same number with another mark', signOf(4, 'zz'), 'not-ours'],
  ])('%s', async (_what, seen, kind) => {
    const folder = await owned()
    writeFileSync(join(ownerFolder(folder), 'a1.alive'), JSON.stringify(seen))
    const hold = holdOf('a1', 1, [signOf(3, 'bb'), signOf(4, 'cc')])
    expect(await share.held({ folder, hold })).toEqual({ kind })
  })
})

test('has its age by the clock of the folder', async () => {
  const folder = await owned()
  const before = new Date(Date.now() - 60_000)
  utimesSync(join(ownerFolder(folder), 'a1.alive'), before, before)
  const read = await share.owner({ folder })
  expect(read.kind === 'read' ? read.ageMs : 0).toBeGreaterThan(59_000)
})

test('a record that cannot be read counts for nobody: the one before is valid, and the next term follows', async () => {
  const folder = await owned()
  writeFileSync(join(ownerFolder(folder), '2.json'), '{"ledger":')
  expect(await share.owner({ folder })).toMatchObject({ term: 2, record: recordOf('a1') })
  expect(await share.own(ownRequest(folder, 'b2', 2))).toEqual({ kind: 'owned', term: 3 })
})

test('a missing folder is a fault, not a missing owner', async () => {
  const hold = holdOf('a1', 1)
  expect(await share.held({ folder: join(tempFolder(), 'gone'), hold })).toMatchObject({
    kind: 'fault',
    code: 'FOLDER-MISSING',
  })
})

test.each([
  ['owner.signing', 'a1'],
  ['owner.signed', 'a1'],
  ['owner.written', 'a1'],
  ['owner.named', 'b2'],
  ['owner.synced', 'b2'],
])('killed at %s, the folder has one owner, and the next may follow', async (point, token) => {
  const folder = await owned()
  const killed = await runShare([{ verb: 'own', request: ownRequest(folder, 'b2', 1) }], {
    env: { PESIT_DROP_FAILPOINT: point },
    quiet: true,
  })
  expect(killed.signal).toBe('SIGKILL')
  const read = await share.owner({ folder })
  if (read.kind !== 'read') throw new Error('it cannot be read')
  expect(read.record?.token).toBe(token)
  expect(await share.own(ownRequest(folder, 'c3', read.term))).toMatchObject({ kind: 'owned' })
  expect(readdirSync(ownerFolder(folder)).sort()).toEqual([`${read.term + 1}.json`, 'c3.alive'])
})

describe('a claim', () => {
  async function withFile() {
    const folder = await owned()
    writeFileSync(join(folder, 'paie.xml'), 'x')
    const looked = await share.look({
      ...{ folder, limit: 10, take: ['*'], leave: [], passOver: [], expected: null, about: [] },
    })
    if (looked.kind !== 'looked') throw new Error(JSON.stringify(looked))
    return { folder, files: looked.files }
  }

  test('takes nothing from a folder of another owner', async () => {
    const { folder, files } = await withFile()
    await share.own(ownRequest(folder, 'b2', 1))
    const claimed = await share.claim({ folder, look: '1.abc', files, hold: holdOf('a1', 1) })
    expect(claimed).toEqual({ kind: 'not-ours' })
    expect(readFileSync(join(folder, 'paie.xml'), 'utf8')).toBe('x')
  })

  test('takes the files of a folder that is ours', async () => {
    const { folder, files } = await withFile()
    mkdirSync(join(folder, 'other'))
    const claimed = await share.claim({ folder, look: '1.abc', files, hold: holdOf('a1', 1) })
    expect(claimed).toMatchObject({ kind: 'claimed', files: [{ kind: 'claimed' }] })
  })
})

// Files that a local user names by their path: the service does no more for him than he might do himself.

import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { symlinkSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createLocalFiles } from '../../../src/http/transfers/local-files.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'
import type { Problem } from '../../../src/http/responses/problem.ts'

const [root, anna, ben] = [0, 1000, 1001]
const service = process.geteuid?.() ?? root

/** A folder of Anna, which others may search when `mode` says so, below one that everybody may. */
function place(mode: number, owner = anna) {
  const top = tempFolder()
  chmodSync(top, 0o755)
  const folder = join(top, 'exchange')
  mkdirSync(folder)
  chownSync(folder, owner, owner)
  chmodSync(folder, mode)
  const files = createLocalFiles([top])
  const put = (uid: number, bits: number) => {
    const path = join(folder, 'a.xml')
    writeFileSync(path, 'what was there')
    chownSync(path, uid, uid)
    chmodSync(path, bits)
  }
  return { folder, path: join(folder, 'a.xml'), files, put }
}

const kindOf = (outcome: { kind: string; problem?: Problem }) =>
  outcome.problem?.message.code ?? outcome.kind

// Only root can give files to others.
describe.runIf(service === root)('without a key', () => {
  test.each<[string, number, number, number, number | undefined, string]>([
    ['his own file', 0o755, anna, 0o600, anna, 'open'],
    ['another’s that others may read', 0o755, anna, 0o644, ben, 'open'],
    ['another’s that its group may read', 0o755, anna, 0o640, ben, 'PATH-NOT-YOURS'],
    ['another’s, closed', 0o755, anna, 0o600, ben, 'PATH-NOT-YOURS'],
    ['the service’s, closed', 0o755, root, 0o640, ben, 'PATH-NOT-YOURS'],
    ['one that others may read, in a closed folder', 0o700, anna, 0o644, ben, 'PATH-NOT-YOURS'],
    ['of one whom no earlier version knew', 0o755, anna, 0o600, -1, 'PATH-NOT-YOURS'],
    ['as root', 0o700, anna, 0o600, root, 'open'],
    ['with a key', 0o700, anna, 0o600, undefined, 'open'],
  ])('%s: folder %o, uid %i, file %o, for %s → %s', async (...given) => {
    const [, folderMode, uid, bits, user, kind] = given
    const { files, path, put } = place(folderMode)
    put(uid, bits)
    const outcome = await files.read(path, user)
    if (outcome.kind === 'open') {
      let text = ''
      for await (const piece of outcome.body) text += Buffer.from(piece).toString()
      expect(text).toBe('what was there')
    }
    expect(kindOf(outcome)).toBe(kind)
  })

  test('a missing file is not distinguished from one in a folder that the caller cannot search', async () => {
    const { files, folder, path, put } = place(0o700)
    put(anna, 0o644)
    const [there, missing] = [await files.read(path, ben), await files.read(join(folder, 'b'), ben)]
    expect([kindOf(there), kindOf(missing)]).toEqual(['PATH-NOT-YOURS', 'PATH-NOT-YOURS'])
    expect(kindOf(await files.read(join(folder, 'b'), anna))).toBe('PATH-UNUSABLE')
  })

  /** The folder's mode and owner, the file's owner or null for none, who asks. */
  test.each<[string, number, number, number | null, number | undefined, boolean]>([
    ['a new file in his folder', 0o755, anna, null, anna, true],
    ['in another’s', 0o755, anna, null, ben, false],
    ['in another’s for its group', 0o775, anna, null, ben, false],
    ['in one for everybody', 0o777, anna, null, ben, true],
    ['in one where all may write and none search', 0o772, anna, null, ben, false],
    ['in his own that he may not write in', 0o577, anna, null, anna, false],
    ['his own file in another’s folder', 0o755, anna, ben, ben, true],
    ['another’s file in one for everybody', 0o777, anna, anna, ben, false],
    ['another’s in his own', 0o755, anna, ben, anna, false],
    ['an earlier copy of the service in his folder', 0o755, anna, root, anna, true],
    ['a file of the service in another’s', 0o755, anna, root, ben, false],
    ['a file of the service in one for everybody', 0o777, anna, root, ben, true],
    ['the same where nobody removes what is another’s', 0o1777, anna, root, ben, false],
    ['with a key', 0o700, anna, anna, undefined, true],
    ['as root', 0o700, anna, anna, root, true],
  ])('%s: folder %o of %i, file of %s, for %s → %s', async (...given) => {
    const [, mode, owner, fileOf, user, may] = given
    const { files, folder, path, put } = place(mode, owner)
    if (fileOf !== null) put(fileOf, 0o600)
    const from = await received()
    const outcomes = [await files.mayWrite(path, user), await files.write(path, { from, user })]
    expect(outcomes.map(kindOf)).toEqual(
      may ? ['may', 'written'] : ['PATH-NOT-YOURS', 'PATH-NOT-YOURS'],
    )
    if (may) expect(readFileSync(path, 'utf8')).toBe('what was received')
    else if (fileOf === null) expect(existsSync(path)).toBe(false)
    else expect(readFileSync(path, 'utf8')).toBe('what was there')
    // No temporary file is left.
    expect(readdirSync(folder).length).toBe(may || fileOf !== null ? 1 : 0)
  })

  test('a link is judged by itself, not by its target', async () => {
    const { files, folder, put } = place(0o777)
    put(ben, 0o600)
    symlinkSync(join(folder, 'a.xml'), join(folder, 'link'))
    const from = await received()
    // root made the link, and so the service might have; Ben could remove it himself.
    expect(kindOf(await files.write(join(folder, 'link'), { from, user: ben }))).toBe('written')
    expect(readFileSync(join(folder, 'a.xml'), 'utf8')).toBe('what was there')
    expect(kindOf(await files.read(join(folder, 'a.xml'), anna))).toBe('PATH-NOT-YOURS')
  })
})

async function received() {
  const path = join(tempFolder(), 'received')
  writeFileSync(path, 'what was received')
  const handle = await open(path)
  onTestFinished(() => handle.close())
  return handle
}

// Where the control socket of a data folder is, and whom the command line trusts.

import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  controlPath,
  findControl,
  requireSafeFolder,
} from '../../../src/http/access/control-path.ts'
import { isTooDeep } from '../../../src/http/json-depth.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const deepFolder = () => {
  const folder = join(tempFolder(), 'a'.repeat(60), 'b'.repeat(60))
  mkdirSync(folder, { recursive: true, mode: 0o750 })
  return folder
}
const open = async (path: string) => {
  const server = createServer().listen(path)
  onTestFinished(() => void server.close())
  await once(server, 'listening')
}

describe('the control socket', () => {
  test('of a usual data folder lies in it', () => {
    const folder = tempFolder()
    expect(controlPath(folder, {})).toBe(join(folder, 'control.sock'))
  })

  test.each(['RUNTIME_DIRECTORY', 'XDG_RUNTIME_DIR'])(
    'of a deep one lies in $%s, where only we may write',
    async (variable) => {
      const [data, runtime] = [deepFolder(), tempFolder()]
      chmodSync(runtime, 0o700)
      const environment = { [variable]: runtime }
      const path = controlPath(data, environment)
      expect(path.startsWith(`${runtime}/`)).toBe(true)
      await open(path)
      expect(findControl(data, environment)).toBe(path)
      chmodSync(runtime, 0o777)
      expect(controlPath(data, environment).startsWith(`${runtime}/`)).toBe(false)
    },
  )

  test('of a deep one lies in the data folder itself when there is no such place, never in /tmp', async () => {
    const data = deepFolder()
    const path = controlPath(data, {})
    expect(path.startsWith('/tmp/')).toBe(false)
    await open(path)
    expect(findControl(data, {})).toBe(path)
  })

  test('is neither opened nor used where everybody may write', async () => {
    const data = tempFolder()
    const path = controlPath(data, {})
    await open(path)
    chmodSync(data, 0o777)
    expect(() => requireSafeFolder(path, data)).toThrow(/Everybody on this machine may write/)
    expect(() => findControl(data, {})).toThrow(/Everybody on this machine may write/)
  })

  test.runIf(process.getuid?.() === 0)(
    'of a stranger is not spoken to; the service’s is',
    async () => {
      const data = tempFolder()
      const path = controlPath(data, {})
      await open(path)
      chownSync(path, 12_345, 12_345)
      expect(() => findControl(data, {})).toThrow(/neither you, nor root/)
      writeFileSync(join(data, 'ledger.db'), '')
      chownSync(join(data, 'ledger.db'), 12_345, 12_345)
      expect(findControl(data, {})).toBe(path)
    },
  )
})

test.each<[string, string, boolean]>([
  ['what calls send', '{"a":[{"b":"[[[["}],"c":"\\"["}', false],
  ['32 levels', `${'['.repeat(32)}${']'.repeat(32)}`, false],
  ['33', `${'['.repeat(33)}${']'.repeat(33)}`, true],
  ['a megabyte that is never closed', '['.repeat(1_000_000), true],
  ['brackets in a text', `"${'['.repeat(100)}"`, false],
])('JSON of %s is too deep or not', (_what, text, expected) =>
  expect(isTooDeep(text)).toBe(expected),
)

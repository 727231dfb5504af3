// `npm run build` over what an earlier version has built: nothing of that is left.

import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from './helpers/temp-folder.ts'
import { root } from './twins/twin.ts'

const migrations = 'ledger/sqlite/migrations'

test('a build leaves nothing of an earlier version: neither a migration nor a program', () => {
  const folder = tempFolder()
  for (const name of ['package.json', 'scripts', 'tsconfig.json', 'tsconfig.build.json'])
    cpSync(join(root, name), join(folder, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  cpSync(join(root, 'src', migrations), join(folder, 'src', migrations), { recursive: true })
  writeFileSync(join(folder, 'src', 'main.ts'), 'export const version = 2\n')
  mkdirSync(join(folder, 'dist', migrations), { recursive: true })
  writeFileSync(join(folder, 'dist', migrations, '0017-renamed-since.sql'), 'SELECT 1;')
  writeFileSync(join(folder, 'dist', 'old.js'), 'export const version = 1\n')
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: folder, stdio: 'pipe' })
  expect(existsSync(join(folder, 'dist', 'main.js'))).toBe(true)
  expect(existsSync(join(folder, 'dist', 'old.js'))).toBe(false)
  expect(readdirSync(join(folder, 'dist', migrations))).toEqual(
    readdirSync(join(folder, 'src', migrations)),
  )
})

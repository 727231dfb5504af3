// What is in the packages, and that equal sources make equal bytes.

import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { tempFolder } from '../helpers/temp-folder.ts'
import { buildDeb } from './helpers/build-packages.ts'

const deb = inject('deb') ?? ''
const tarball = inject('npmTarball')
const hasLintian = spawnSync('lintian', ['--version']).status === 0
const output = (command: string, args: readonly string[]) =>
  execFileSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 })

interface Listed {
  readonly mode: string
  readonly owner: string
  readonly path: string
}

function listed(deb: string): readonly Listed[] {
  return output('dpkg-deb', ['-c', deb])
    .trim()
    .split('\n')
    .map((line) => {
      const [mode = '', owner = '', , , , path = ''] = line.split(/\s+/)
      return { mode, owner, path: path.replace(/^\./, '') }
    })
}

const skipped = deb === '' ? ' (skipped: needs dpkg-deb)' : ''

describe.skipIf(deb === '')(`the Debian package${skipped}`, () => {
  test('everything belongs to root; programs can be run, other files can be read', () => {
    const files = listed(deb)
    expect([...new Set(files.map(({ owner }) => owner))]).toEqual(['root/root'])
    expect([...new Set(files.map(({ mode }) => mode))].sort()).toEqual([
      '-rw-r--r--',
      '-rwxr-xr-x',
      'drwxr-xr-x',
    ])
    expect(files.filter(({ mode }) => mode === '-rwxr-xr-x').map(({ path }) => path)).toEqual([
      '/usr/bin/pesit-drop',
      '/usr/lib/pesit-drop/bin/node',
    ])
  })

  test('it has what an administrator looks for', () => {
    const paths = new Set(listed(deb).map(({ path }) => path))
    for (const path of [
      '/etc/pesit-drop/config.yaml',
      '/usr/lib/systemd/system/pesit-drop.service',
      '/usr/lib/sysusers.d/pesit-drop.conf',
      '/usr/lib/tmpfiles.d/pesit-drop.conf',
      '/usr/share/bash-completion/completions/pesit-drop',
      '/usr/share/doc/pesit-drop/copyright',
      '/usr/share/doc/pesit-drop/install.md.gz',
      '/usr/share/fish/vendor_completions.d/pesit-drop.fish',
      '/usr/share/man/man1/pesit-drop.1.gz',
      '/usr/share/zsh/vendor-completions/_pesit-drop',
    ])
      expect(paths, path).toContain(path)
    expect(output('dpkg-deb', ['-I', deb, 'conffiles'])).toBe('/etc/pesit-drop/config.yaml\n')
  })

  test('it has nothing of other machines, and nothing that only developers need', () => {
    const paths = listed(deb).map(({ path }) => path)
    const native = paths.filter((path) => path.endsWith('.node'))
    expect(native).toEqual([
      '/usr/lib/pesit-drop/node_modules/@photostructure/sqlite/prebuilds/linux-x64/@photostructure+sqlite.glibc.node',
    ])
    expect(
      paths.filter((path) => /\/lib\/.*(\.d\.ts|\.map|\.test\.js|\.cpp|\.h)$/.test(path)),
    ).toEqual([])
    expect(
      paths.filter((path) => /node_modules\/(vitest|typescript|tsx|esbuild)\//.test(path)),
    ).toEqual([])
  })

  test('a second build has the same bytes', () => {
    const again = buildDeb(join(tempFolder(), 'again'))
    expect(readFileSync(again).equals(readFileSync(deb))).toBe(true)
  })

  test.skipIf(!hasLintian)(
    `lintian finds no error${hasLintian ? '' : ' (skipped: no lintian here)'}`,
    () => {
      const { stdout } = spawnSync('lintian', ['--allow-root', deb], { encoding: 'utf8' })
      expect(stdout.split('\n').filter((line) => /^[EW]:/.test(line))).toEqual([])
    },
  )
})

describe('the npm package', () => {
  const paths = output('tar', ['-tzf', tarball])
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''))

  test('it has the program, its documents and its examples', () => {
    for (const path of [
      'dist/cli/main.js',
      'dist/pesit/index.d.ts',
      'dist/ledger/sqlite/migrations/',
      'docs/install.md',
      'examples/requester.ts',
      'samples/outbox/VIREMENTS/',
      'systemd/pesit-drop.service',
      'config.example.yaml',
      'config.schema.json',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
    ])
      expect(
        paths.some((one) => one.startsWith(path)),
        path,
      ).toBe(true)
  })

  test('it has no tests, sources, or maps', () => {
    expect(
      paths.filter((path) => /^(src|test|bench|scripts|packaging|\.ci)\/|\.map$|\.tgz$/.test(path)),
    ).toEqual([])
  })

  test('installed globally, it is the command pesit-drop', () => {
    const prefix = tempFolder()
    execFileSync('npm', [
      'install',
      '-g',
      '--silent',
      '--prefer-offline',
      '--prefix',
      prefix,
      tarball,
    ])
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    const command = join(prefix, 'bin', 'pesit-drop')
    expect(output(command, ['--version']).trim()).toBe(version)
    const said = output(command, ['demo', '--once', '--folder', join(prefix, 'demo')])
    expect(said).toContain('files are the same on both sides.')
  })
})

// The same Debian package under another version, as if it had been built before or after.

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Repacked {
  readonly version: string
  /** Change the number of the last migration that the package says it knows, by this many. */
  readonly schemaBy?: number
}

/** Returns its path, in `folder`. */
export function repack(deb: string, folder: string, { version, schemaBy = 0 }: Repacked): string {
  const tree = join(folder, version)
  execFileSync('dpkg-deb', ['-R', deb, tree])
  const edit = (path: string, change: (text: string) => string) => {
    const text = readFileSync(join(tree, path), 'utf8')
    writeFileSync(join(tree, path), change(text))
  }
  edit('DEBIAN/control', (text) => text.replace(/^Version: .*$/m, `Version: ${version}`))
  edit('usr/lib/pesit-drop/dist/daemon/process/version.js', (text) =>
    text.replace(/version = '[^']*'/, `version = '${version}'`),
  )
  edit('DEBIAN/preinst', (text) =>
    text.replace(/^known=(\d+)$/m, (_, known: string) => `known=${Number(known) + schemaBy}`),
  )
  const path = join(folder, `pesit-drop_${version}_amd64.deb`)
  execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '--build', tree, path], {
    stdio: 'pipe',
  })
  return path
}

// The Node that a package brings along: from the npm registry, in the version and with the hash of node.json.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pinned from './node.json' with { type: 'json' }

export type Architecture = keyof typeof pinned.architectures

export const architectures = Object.keys(pinned.architectures) as readonly Architecture[]

/** What npm calls the processor. */
export const cpuOf = (architecture: Architecture): string => pinned.architectures[architecture].cpu

/**
 * Unpacks Node below `folder` and returns the paths of its program and of its licence.
 * @throws Error if the registry has other bytes than the pinned ones.
 */
export function unpackNode(
  architecture: Architecture,
  folder: string,
): { readonly program: string; readonly licence: string } {
  const { package: name, integrity } = pinned.architectures[architecture]
  mkdirSync(folder, { recursive: true })
  const said = execFileSync(
    'npm',
    ['pack', '--silent', '--prefer-offline', `${name}@${pinned.version}`],
    { cwd: folder, encoding: 'utf8' },
  )
  const archive = join(folder, said.trim())
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
  if (found !== integrity)
    throw new Error(`${name}@${pinned.version} has the hash ${found}, not ${integrity}`)
  execFileSync('tar', ['-xzf', archive, 'package/bin/node', 'package/LICENSE'], { cwd: folder })
  return {
    program: join(folder, 'package', 'bin', 'node'),
    licence: join(folder, 'package', 'LICENSE'),
  }
}

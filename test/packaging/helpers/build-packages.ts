// Builds both packages once for all tests, in a folder that is removed at the end.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

const root = fileURLToPath(new URL('../../../', import.meta.url))

declare module 'vitest' {
  export interface ProvidedContext {
    /** Paths; null where the machine has no dpkg-deb. */
    deb: string | null
    npmTarball: string
  }
}

export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'pesit-drop-packages-'))
  try {
    const run = (command: string, args: readonly string[]) =>
      execFileSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    run('npm', ['run', '--silent', 'build'])
    const npmFolder = join(folder, 'npm')
    mkdirSync(npmFolder)
    run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', npmFolder])
    project.provide('npmTarball', join(npmFolder, readdirSync(npmFolder)[0] ?? ''))
    project.provide('deb', debIn(join(folder, 'deb')))
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  return () => rmSync(folder, { recursive: true, force: true })
}

function debIn(folder: string): string | null {
  try {
    execFileSync('dpkg-deb', ['--version'], { stdio: 'ignore' })
  } catch {
    return null
  }
  return buildDeb(folder)
}

/** Compressed little, so that it takes seconds. */
export function buildDeb(folder: string): string {
  const said = execFileSync(
    'npx',
    ['tsx', 'packaging/pack-deb.ts', '--level', '1', '--out', folder],
    { cwd: root, encoding: 'utf8' },
  )
  return said.trim()
}

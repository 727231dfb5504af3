// The command line of the real program, in a process of its own.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { programPath } from '../program.ts'

export interface CliResult {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url))

export async function runCli(args: readonly string[]): Promise<CliResult> {
  const program = await programPath()
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: repositoryRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')))
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

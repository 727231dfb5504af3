// Another program of ours in a process of its own, from the sources as from what was compiled of them.

import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

export interface ForkOptions {
  /** For Node itself: `--max-old-space-size=256`. */
  readonly nodeOptions?: readonly string[]
  readonly threads?: number
  /** `advanced` carries what JSON cannot, as big integers. */
  readonly serialization?: 'json' | 'advanced'
}

/** `name`: without its ending, beside the module whose `import.meta.url` is `beside`. */
export function programBeside(name: string, beside: string): URL {
  return new URL(`./${name}${beside.endsWith('.ts') ? '.ts' : '.js'}`, beside)
}

export function forkProgram(
  program: URL,
  { nodeOptions = [], threads = 4, serialization = 'json' }: ForkOptions,
): ChildProcess {
  const loader = program.href.endsWith('.ts')
    ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
    : []
  return fork(fileURLToPath(program), [], {
    execArgv: [...nodeOptions, ...loader],
    env: { ...process.env, UV_THREADPOOL_SIZE: String(threads) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization,
  })
}

// Starts another program of ours in its own process, from the sources or from the compiled files.

import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

export interface ForkOptions {
  /** Options of Node, such as `--max-old-space-size=256`. */
  readonly nodeOptions?: readonly string[]
  readonly threads?: number
  /** `advanced` carries values that JSON cannot, such as big integers. */
  readonly serialization?: 'json' | 'advanced'
}

/** `name`: without its extension, in the folder of the module whose `import.meta.url` is `beside`. */
export function programNextTo(name: string, beside: string): URL {
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

// The example clients as programs: what each needs, how it is begun. In CI a language that is not there is a
// failure, elsewhere a skip that says why.

import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const clients = fileURLToPath(new URL('../../examples/clients/', import.meta.url))
const java = join(clients, 'java')

export interface Language {
  readonly name: string
  /** Why it cannot run here; null when it can. */
  missing(): string | null
  readonly command: readonly string[]
}

export const languages: readonly Language[] = [
  {
    name: 'Python (requests)',
    missing: () => failureOf('python3', ['-c', 'import requests']),
    command: ['python3', join(clients, 'python/client.py')],
  },
  {
    name: 'Node (axios, form-data)',
    missing: () => null,
    command: [process.execPath, join(clients, 'node/client.mjs')],
  },
  {
    name: 'Java (RestTemplate)',
    missing: buildJava,
    command: [
      'java',
      '-XX:TieredStopAtLevel=1',
      '-cp',
      `${join(java, 'target/classes')}:${join(java, 'target/lib/*')}`,
      'example.Client',
    ],
  },
]

/** Once: the libraries are fetched, the client is compiled. */
function buildJava(): string | null {
  if (existsSync(join(java, 'target/classes/example/Client.class')))
    return failureOf('java', ['-version'])
  const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'
  return failureOf('mvn', [
    '-q',
    '-B',
    '-f',
    join(java, 'pom.xml'),
    copy,
    'compile',
    '-DoutputDirectory=target/lib',
  ])
}

function failureOf(program: string, given: readonly string[]): string | null {
  try {
    execFileSync(program, given, { stdio: 'pipe', timeout: 240_000 })
    return null
  } catch (error) {
    return `${program} cannot be used here: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`
  }
}

export interface Printed {
  readonly id: string | null
  readonly status: string
}

/** Runs a client once; what it printed is what an ERP would read. */
export function runClient(
  { command }: Language,
  given: readonly string[],
  base: string,
): Promise<Printed> {
  const [program = '', ...rest] = [...command, ...given]
  const child = spawn(program, rest, {
    env: { ...process.env, PESIT_DROP_URL: base },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')))
  return new Promise((resolve, reject) =>
    child.on('close', (code) =>
      code === 0
        ? resolve(JSON.parse(out) as Printed)
        : reject(new Error(`${given.join(' ')} ended with ${code}: ${err.slice(0, 2000)}`)),
    ),
  )
}

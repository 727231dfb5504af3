// The examples of the library, run against each other as programs, over a real socket: they import what a
// user of the package imports, and what they say in their comments is what they do.

import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { tempFolder } from '../helpers/temp-folder.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** tsx reads the paths of tsconfig.json: `pesit-drop/pesit` is the sources here, not what was built last. */
function run(name: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(root, 'examples', name), ...args],
    { cwd: root, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const said: string[] = []
  const lines = [child.stdout, child.stderr].map((input) => createInterface({ input }))
  for (const reader of lines) reader.on('line', (line) => said.push(line))
  return { child, said, firstLine: () => nextLine(child, said, lines[0]) }
}

function nextLine(
  child: ChildProcess,
  said: readonly string[],
  reader: ReturnType<typeof createInterface> | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    reader?.once('line', resolve)
    child.once('exit', () => reject(new Error(`it ended: ${said.join('\n')}`)))
  })
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('close', resolve))

test('the requester writes to the responder, byte for byte, and is told when it may not', async () => {
  const folder = join(tempFolder(), 'bank')
  const responder = run('responder.ts', ['0', folder])
  const port = /^listening on (\d+)$/.exec(await responder.firstLine())?.[1] ?? ''
  const path = join(tempFolder(), 'file')
  const files: Buffer[] = []
  for (const [index, sizeBytes] of [0, 300_000].entries()) {
    const file = Buffer.alloc(sizeBytes, 'pain.001 ')
    writeFileSync(path, file)
    const requester = run('requester.ts', ['127.0.0.1', port, path])
    expect(await ended(requester.child), requester.said.join('\n')).toBe(0)
    expect(requester.said).toEqual([`delivered: ${sizeBytes} bytes`])
    files.push(file)
    await vi.waitFor(() => expect(responder.said).toHaveLength(index + 2))
    const taken = /^taken: (\S+), (\d+) bytes$/.exec(responder.said.at(-1) ?? '')
    expect(taken?.[2]).toBe(String(sizeBytes))
    expect(readFileSync(taken?.[1] ?? '').equals(file)).toBe(true)
  }
  const stranger = run('requester.ts', ['127.0.0.1', port, path], { PESIT_PASSWORD: 'WRONG' })
  expect(await ended(stranger.child)).toBe(1)
  expect(stranger.said.sort()).toEqual([
    'not delivered',
    expect.stringMatching(/^refused: .*\(PESIT-3-304\)$/),
  ])
  // Each under a name of its own: none takes the place of another.
  const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name)).length)
  expect(kept.sort()).toEqual(files.map(({ length }) => length).sort())
}, 180_000)

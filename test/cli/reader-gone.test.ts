// `pesit-drop … | head`: whoever reads our output may leave before it is whole.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { programPath } from '../helpers/program.ts'
import { runCli } from '../helpers/road/cli.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

test('a reader that closes the pipe is no failure: the command ends as usual and reports no fault', async () => {
  const child = spawn(
    process.execPath,
    [await programPath(), 'check-config', '-c', 'config.example.yaml'],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  child.stdout.destroy()
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  expect(said).toBe('')
  // With a reader the same command has something to say: what said nothing would have passed above.
  const { out } = await runCli(['check-config', '-c', 'config.example.yaml'])
  expect(out.trim()).not.toBe('')
  expect(code).toBe(0)
})

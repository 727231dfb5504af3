// A share that shows another inode at each look: varying-share.py, mounted there until the test is over.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const program = fileURLToPath(new URL('./varying-share.py', import.meta.url))

/** Needs what hanging-share.ts needs. What is put into `behind` is seen in `folder`. */
export async function varyingShare(folder: string, behind: string): Promise<void> {
  for (const path of [folder, behind]) mkdirSync(path, { recursive: true })
  const server = spawn('python3', [program, folder, behind], { stdio: ['pipe', 'pipe', 'inherit'] })
  const closed = once(server, 'close')
  onTestFinished(async () => {
    spawnSync('umount', ['-l', folder])
    server.kill('SIGKILL')
    await closed
  })
  const { value } = await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next()
  if (value !== 'up') throw new Error('the share could not be mounted')
}

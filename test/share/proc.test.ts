// The descriptors of /proc where it shows less than usual, and where there is none.

import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { mustHaveProc } from '../../src/share/proc.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

/** In a space of processes and mounts of its own, with such a /proc. */
function within(mounting: string, program: string) {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const node = [process.execPath, '--import', tsx, '--input-type=module', '-e', program]
  const script = `${mounting} && exec "$@"`
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['--pid', '--fork', '--mount', 'sh', '-c', script, 'sh', ...node],
    { encoding: 'utf8' },
  )
  return { status, stdout, stderr }
}

const module = (path: string) =>
  JSON.stringify(fileURLToPath(new URL(`../../src/share/${path}`, import.meta.url)))

const little = 'mount -t proc -o hidepid=invisible,subset=pid proc /proc'
const none = 'mount -t tmpfs none /proc'
const canMountProc = within(little, '0').status === 0

test('where /proc is as usual the start goes on', async () => {
  await expect(mustHaveProc()).resolves.toBeUndefined()
})

test.skipIf(!canMountProc)(
  'with the /proc of ProcSubset=pid and ProtectProc=invisible folders are worked in as usual (as root, to mount one)',
  () => {
    const program = `
      import { mustHaveProc } from ${module('proc.ts')}
      import { localShare } from ${module('local.ts')}
      await mustHaveProc()
      const folder = ${JSON.stringify(tempFolder())}
      console.log((await localShare().probe({ folder, purpose: 'inbox' })).kind)`
    expect(within(little, program)).toMatchObject({ status: 0, stdout: 'usable\n' })
  },
)

test.skipIf(!canMountProc)(
  'without /proc the start ends, and says what is missing (as root, to mount over it)',
  () => {
    const program = `
      import { mustHaveProc } from ${module('proc.ts')}
      await mustHaveProc().catch(({ code, message }) => console.log(code, message))`
    expect(within(none, program).stdout).toMatch(
      /^PROC-MISSING The daemon does not start: .*Mount \/proc/,
    )
  },
)

// The descriptors of /proc where it shows less than usual, and where there is none.

import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { mustHaveProc } from '../../src/share/proc.ts'
import { testProgramPath } from '../helpers/program.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const program = await testProgramPath('proc-program')

/** In a space of processes and mounts of its own, with such a /proc. */
function within(mounting: string, ...args: string[]) {
  const node = [process.execPath, program, ...args]
  const script = `${mounting} && exec "$@"`
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['--pid', '--fork', '--mount', 'sh', '-c', script, 'sh', ...node],
    { encoding: 'utf8' },
  )
  return { status, stdout, stderr }
}

const little = 'mount -t proc -o hidepid=invisible,subset=pid proc /proc'
const none = 'mount -t tmpfs none /proc'
const canMountProc = within(little).status === 0

test('with the usual /proc the start goes on', async () => {
  await expect(mustHaveProc()).resolves.toBeUndefined()
})

test.skipIf(!canMountProc)(
  'with the /proc of ProcSubset=pid and ProtectProc=invisible folders are worked in as usual (as root, to mount one)',
  () => {
    expect(within(little, tempFolder())).toMatchObject({ status: 0, stdout: 'usable\n' })
  },
)

test.skipIf(!canMountProc)(
  'without /proc the start ends, and says what is missing (as root, to mount over it)',
  () => {
    expect(within(none).stdout).toMatch(
      /^PROC-MISSING The daemon does not start: .*cannot be used here.*Mount \/proc/,
    )
  },
)

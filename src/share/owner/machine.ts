// Identifies this machine until its next boot, so that we can determine that one of its processes has ended:
// the id of the boot and of the process namespace (a container has its own). '' when the system does not
// report it.

import { readFile, readlink } from 'node:fs/promises'
import { systemErrorCode } from '../../lib/files/files.ts'

export async function thisMachine(): Promise<string> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
    return `${boot} ${await readlink('/proc/self/ns/pid')}`
  } catch {
    return ''
  }
}

/** null: it is another machine, or the answer cannot be determined. */
export async function isRunningOn(machine: string, pid: number): Promise<boolean | null> {
  if (machine === '' || machine !== (await thisMachine()) || pid <= 0) return null
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemErrorCode(error) !== 'ESRCH'
  }
}

// Which machine this is, as long as it runs, so that a process of it can be told to be gone: the id of the
// boot and of the space of process numbers (a container has its own). '' where the system does not tell.

import { readFile, readlink } from 'node:fs/promises'
import { codeOf } from '../../lib/files/files.ts'

export async function thisMachine(): Promise<string> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
    return `${boot} ${await readlink('/proc/self/ns/pid')}`
  } catch {
    return ''
  }
}

/** null: another machine, or it cannot be told. */
export async function isRunningOn(machine: string, pid: number): Promise<boolean | null> {
  if (machine === '' || machine !== (await thisMachine()) || pid <= 0) return null
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) !== 'ESRCH'
  }
}

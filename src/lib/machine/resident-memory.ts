// The resident memory of another process as the system counts it, buffers included.

import { readFile } from 'node:fs/promises'

/** null: there is no such process, or the system does not provide it. */
export async function residentBytes(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) * 1024
}

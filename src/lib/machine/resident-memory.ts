// How much memory another process holds, as the system counts it: what its buffers take is in it.

import { readFile } from 'node:fs/promises'

/** null: no such process, or a system that does not tell. */
export async function residentBytes(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) * 1024
}

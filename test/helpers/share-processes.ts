// The programs of child shares that were started from here and still live, in the order of their start.

import { readdirSync, readFileSync } from 'node:fs'

export function shareProcesses(parent = process.pid): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const [, rest = ''] = textOf(`/proc/${pid}/stat`).split(') ')
      const [state, parentOf] = rest.split(' ')
      return Number(parentOf) === parent && state !== 'Z' && isShare(Number(pid))
    })
    .map(Number)
    .sort((a, b) => a - b)
}

export const isShare = (pid: number): boolean =>
  textOf(`/proc/${pid}/cmdline`).includes('child-main')

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

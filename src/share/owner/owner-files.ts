// Parses the files that record who owns a folder. A file that cannot be parsed counts as no record and as no
// sign of life. Pure.

import type { OwnerRecord, Sign } from './hold.ts'

export function recordFrom(text: string): OwnerRecord | null {
  const read = jsonFrom(text) as Partial<OwnerRecord> | null
  if (typeof read?.ledger !== 'string' || typeof read.token !== 'string') return null
  const { ledger, token, host, pid, machine, dataFolder, sinceMs, reason } = read
  return {
    ledger,
    // The token becomes part of a file name.
    token: /^[0-9a-f]{1,64}$/.test(token) ? token : '0',
    host: typeof host === 'string' ? host : '?',
    pid: typeof pid === 'number' ? pid : 0,
    machine: typeof machine === 'string' ? machine : '',
    dataFolder: typeof dataFolder === 'string' ? dataFolder : '?',
    sinceMs: typeof sinceMs === 'number' ? sinceMs : 0,
    reason: typeof reason === 'string' ? reason : '',
  }
}

export function signFrom(text: string): Sign | null {
  const read = jsonFrom(text) as Partial<Sign> | null
  if (typeof read?.number !== 'number' || typeof read.mark !== 'string') return null
  return { number: read.number, mark: read.mark, stopped: read.stopped === true }
}

function jsonFrom(text: string): unknown {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' ? read : null
  } catch {
    return null
  }
}

// A log that keeps the texts of what it warned of.

import type { Log } from '../../src/lib/log.ts'

export function keptLog(): { readonly log: Log; readonly warnings: string[] } {
  const warnings: string[] = []
  const note = (_fields: object, text: string) => void warnings.push(text)
  const log: Log = {
    ...{ debug: () => undefined, info: () => undefined, warn: note, error: note },
    debugging: false,
    child: () => log,
  }
  return { log, warnings }
}

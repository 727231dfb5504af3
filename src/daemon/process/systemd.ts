// Reports the state of the daemon to systemd, through its own program: Node cannot speak on a Unix datagram
// socket. Without systemd (NOTIFY_SOCKET unset) nothing happens.

import { execFile } from 'node:child_process'

export function notifySystemd(state: 'READY=1' | 'STOPPING=1', status: string): Promise<void> {
  return tell([state, `STATUS=${status}`])
}

/** Reports a status text only. */
export function tellSystemd(status: string): Promise<void> {
  return tell([`STATUS=${status.replace(/\s+/g, ' ')}`])
}

function tell(words: readonly string[]): Promise<void> {
  if (process.env['NOTIFY_SOCKET'] === undefined) return Promise.resolve()
  return new Promise((resolve) => {
    // A missing program must not keep the daemon from its work: systemd's own time limit notices it.
    execFile('systemd-notify', [...words], { timeout: 5_000 }, () => resolve())
  })
}

// A wake-up call between two loops. A lost ring costs a poll, never a file: whoever listens also looks by itself.

export interface Bell {
  ring(): void
  /** Resolves at the next ring, or after the time, or when the signal is aborted. A ring that came before counts once. */
  wait(timeoutMs: number, signal?: AbortSignal): Promise<void>
}

export function createBell(): Bell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      rung = true
      wake?.()
    },
    wait(timeoutMs, signal) {
      if (rung || signal?.aborted) {
        rung = false
        return Promise.resolve()
      }
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', done)
          wake = undefined
          rung = false
          resolve()
        }
        const timer = setTimeout(done, Math.min(timeoutMs, 2_147_483_647))
        wake = done
        signal?.addEventListener('abort', done, { once: true })
      })
    },
  }
}

// A stop that hangs ends the program and says what it waited for; a stop that ends by itself is left alone.

import { afterEach, describe, expect, test, vi } from 'vitest'
import { stopInTime } from '../../../src/daemon/process/stop-in-time.ts'
import type { Log } from '../../../src/lib/log.ts'

afterEach(() => vi.useRealTimers())

function hearing() {
  const heard: string[] = []
  const note = (_: object, text?: string) => void heard.push(text ?? '')
  const log: Log = {
    debugging: false,
    debug: note,
    info: note,
    warn: note,
    error: note,
    child: () => log,
  }
  return { log, heard }
}

describe('a stop', () => {
  test('that hangs ends the program 4 s after the grace, and says what it waited for', async () => {
    vi.useFakeTimers()
    const { log, heard } = hearing()
    const leave = vi.fn()
    const hanging = {
      stop: () => new Promise<void>(() => undefined),
      stoppingAt: () => 'road' as const,
    }
    void stopInTime(hanging, { log, graceMs: 20_000, zone: 'UTC' }, leave)
    await vi.advanceTimersByTimeAsync(23_900)
    expect(leave).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(200)
    expect(leave).toHaveBeenCalledOnce()
    expect(heard.join()).toContain('not over after 24 s; it waited for a bank, a folder')
  })

  test('that ends by itself is left alone', async () => {
    vi.useFakeTimers()
    const { log, heard } = hearing()
    const leave = vi.fn()
    const quick = { stop: () => Promise.resolve(), stoppingAt: () => 'over' as const }
    await stopInTime(quick, { log, graceMs: 1_000, zone: 'UTC' }, leave)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(leave).not.toHaveBeenCalled()
    expect(heard).toEqual([])
  })
})

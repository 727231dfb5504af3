import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { boundedChecker, type BoundedCheckerOptions } from '../../src/admission/bounded-checker.ts'
import { inProcessChecker } from '../../src/admission/checker.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { silentLog } from '../../src/lib/log.ts'
import { checkerContract } from '../contract/checker.ts'
import { paymentFile } from '../helpers/payment-file.ts'
import { type TestProgram, testProgramPath } from '../helpers/program.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const patiently = { interval: 50 }
const beside = { clock: systemClock, log: silentLog }

const programUrl = async (name: TestProgram) => pathToFileURL(await testProgramPath(name))
const [checks, misbehavingChecks] = [
  await programUrl('check-main'),
  await programUrl('misbehaving-checks'),
]

checkerContract('the one in this process', inProcessChecker)
checkerContract('the one in a process of its own', () =>
  boundedChecker({ ...beside, program: checks }),
)

describe('a process that misbehaves', () => {
  const running = new AbortController().signal
  const program = misbehavingChecks
  /** Long enough for a process to begin, or to fill its memory, on a machine that is busy. */
  const patienceMs = 60_000
  /** Only for those that are ended for it. */
  const shortPatienceMs = 8_000

  function begin(options: Partial<BoundedCheckerOptions> = {}) {
    const folder = tempFolder()
    const checker = boundedChecker({ ...beside, program, patienceMs, ...options })
    onTestFinished(() => checker.close())
    const check = (name: string) => {
      const path = join(folder, name)
      writeFileSync(path, paymentFile({ transactions: 2 }))
      return checker.check({ path, formats: ['pain.001'] }, running)
    }
    return { checker, check }
  }
  const passed = { kind: 'done', result: { verdict: 'pass' } }

  test.each([
    ['stuck in a loop', 'stuck', { kind: 'time' }],
    ['that waits for nothing', 'silent', { kind: 'time' }],
    ['whose buffers grow', 'large', { kind: 'memory', megabytes: 768 }],
    ['whose heap is full', 'heap', { kind: 'death' }],
    ['that ends', 'dies', { kind: 'death' }],
  ])('%s is ended, and the next file is checked', async (_, name, by) => {
    const { check } = begin(by.kind === 'time' ? { patienceMs: shortPatienceMs } : {})
    expect(await check(name)).toMatchObject({ kind: 'ended', by })
    expect(await check('good')).toMatchObject(passed)
  })

  test('one bad file among others is ended alone', async () => {
    const { check } = begin()
    const names = ['good-1', 'dies', 'good-2', 'large', 'good-3', 'good-4']
    const outcomes = await Promise.all(names.map(check))
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      ...['done', 'ended', 'done', 'ended', 'done', 'done'],
    ])
  })

  test('an inspection that is stuck is ended at once when the daemon stops', async () => {
    const folder = tempFolder()
    const path = join(folder, 'stuck')
    writeFileSync(path, 'x')
    const checker = boundedChecker({ ...beside, program, patienceMs: 600_000 })
    const stopping = new AbortController()
    const checking = checker.check({ path, formats: ['pain.001'] }, stopping.signal)
    await vi.waitUntil(() => checkProcesses(process.pid).length > 0, patiently)
    stopping.abort()
    expect(await checking).toEqual({ kind: 'stopped' })
    await checker.close()
    await vi.waitUntil(() => checkProcesses(process.pid).length === 0, patiently)
  })

  test('its daemon is killed: it ends by itself, also in the middle of a chunk', async () => {
    const path = join(tempFolder(), 'stuck')
    writeFileSync(path, 'x')
    const daemon = spawn(process.execPath, [await testProgramPath('check-program'), path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void daemon.kill('SIGKILL'))
    const lines = createInterface({ input: daemon.stdout })
    await once(lines, 'line')
    const [child] = await vi.waitUntil(() => {
      const found = checkProcesses(daemon.pid ?? 0)
      return found.length > 0 && found
    }, patiently)
    await vi.waitUntil(() => isBusy(child ?? 0), patiently)
    daemon.kill('SIGKILL')
    await vi.waitUntil(() => !isAlive(child ?? 0), patiently)
  })
})

function checkProcesses(parent: number): number[] {
  const children = readOr(`/proc/${parent}/task/${parent}/children`).trim().split(' ')
  return children
    .filter((pid) => pid !== '')
    .map(Number)
    .filter((pid) => readOr(`/proc/${pid}/cmdline`).includes('misbehaving-checks') && isAlive(pid))
}

function isAlive(pid: number): boolean {
  const [, rest = ''] = readOr(`/proc/${pid}/stat`).split(') ')
  return rest !== '' && !rest.startsWith('Z')
}

/** It has begun to look: it has used more processor time than a start takes. */
function isBusy(pid: number): boolean {
  const [, rest = ''] = readOr(`/proc/${pid}/stat`).split(') ')
  return Number(rest.split(' ')[11]) > 50
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

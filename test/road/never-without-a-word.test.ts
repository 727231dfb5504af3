// The daemon never ends without a word: signals, a log that cannot be written, a start that fails, a kill.
// Whatever ended it, `status` says why and what to do.

import { type ChildProcess, spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { signalTable } from '../../src/daemon/process/signals.ts'
import { bytesOf } from '../helpers/road/content.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'
import { programPath } from '../helpers/program.ts'

const patiently = { interval: 50 }
const signals = Object.entries(signalTable) as [NodeJS.Signals, 'stop' | 'tell'][]
const toldOnly = signals.filter(([, does]) => does === 'tell').map(([name]) => name)
const stopping = signals.filter(([, does]) => does === 'stop').map(([name]) => name)

test('signals that other daemons read their configuration by do nothing, and are told', async () => {
  const road = await openRoad()
  await road.start()
  for (const name of toldOnly) road.signal(name)
  await vi.waitFor(() => {
    const said = road.said().join('\n')
    for (const name of toldOnly) expect(said).toContain(`${name} came. It does nothing here`)
  }, patiently)
  // Node would open its debugger to every user of this machine.
  expect(road.said().join()).not.toContain('Debugger listening')
  road.drop('paie.xml', bytesOf(2_000))
  await road.until('paie.xml', 'archived')
  expect(await road.stop()).toBe(0)
})

test.each(stopping)('%s stops in order', async (name) => {
  const road = await openRoad()
  await road.start()
  road.signal(name)
  expect(await road.ended()).toBe(0)
  expect(road.said().at(-1)).toContain('Stopped')
})

test('a log that cannot be written ends nothing; status says so', async () => {
  const road = await openRoad()
  const child = await startWith(road, openSync('/dev/full', 'w'))
  const { out } = await untilStatus(road, 'The log cannot be written')
  expect(out).toContain('its disk is full (ENOSPC)')
  expect(out).not.toContain('All well')
  road.drop('paie.xml', bytesOf(2_000))
  await road.until('paie.xml', 'archived')
  expect(child.exitCode).toBeNull()
})

test('a reader of the log that is gone ends nothing; status says so', async () => {
  const road = await openRoad()
  await road.start()
  const child = await untilOther(road)
  child.stdout?.destroy()
  child.stderr?.destroy()
  // A quiet daemon writes nothing, and so loses nothing: a file gives it something to say.
  road.drop('paie.xml', bytesOf(2_000))
  await untilStatus(road, 'who reads it is gone (EPIPE)')
  await road.until('paie.xml', 'archived')
  expect(child.exitCode).toBeNull()
})

test('a start that failed says why, in its exit code and in status; the next one works', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void taken.close())
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const road = await openRoad({ top: { listen: { port: port } } })
  road.drop('paie.xml', bytesOf(2_000))
  const { code, err } = await road.cli('run')
  expect(code).toBe(1)
  expect(err).toContain(
    `Banks cannot call on 127.0.0.1 port ${port}: another program has that port`,
  )
  expect(await road.transfers()).toEqual([])
  const status = await road.cli('status')
  expect(status.out).toContain('THE DAEMON IS NOT RUNNING')
  expect(status.out).toContain('The last start, at')
  expect(status.out).toContain('another program has that port')
  await new Promise<void>((resolve) => void taken.close(() => resolve()))
  await road.start()
  await road.until('paie.xml', 'archived')
  await road.stop()
  expect((await road.cli('status')).out).not.toContain('The last start')
})

test('a daemon that was killed is told from one that was stopped', async () => {
  const road = await openRoad()
  await road.start()
  await road.kill()
  expect((await road.cli('status')).out).toContain('ended without a word')
  await road.start()
  await road.stop()
  expect((await road.cli('status')).out).not.toContain('ended without a word')
})

/** The daemon with its log there. */
async function startWith(road: Road, log: number | 'pipe'): Promise<ChildProcess> {
  const args = [await programPath(), 'run', '--config', road.config]
  const child = spawn(process.execPath, args, { stdio: ['ignore', log, log] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function untilOther(road: Road): Promise<ChildProcess> {
  await road.stop()
  const child = await startWith(road, 'pipe')
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  await vi.waitFor(() => expect(said).toContain('"Running"'), patiently)
  return child
}

const untilStatus = (road: Road, text: string) =>
  vi.waitFor(async () => {
    const status = await road.cli('status')
    expect(status.out).toContain(text)
    return status
  }, patiently)

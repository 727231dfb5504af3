// A forked worker answers, reports progress, and settles its requests when it ends. The programs are written
// here: each is a few lines over serve-requests.ts.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startForkedWorker } from '../../../src/lib/machine/forked-worker.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const serveRequests = new URL('../../../src/lib/machine/serve-requests.ts', import.meta.url).href

/** @param answer the text of a function that answers a request. */
function started(answer: string) {
  const program = join(tempFolder(), 'program.ts')
  writeFileSync(
    program,
    `import { serveRequests } from '${serveRequests}'\nserveRequests(${answer})\n`,
  )
  const worker = startForkedWorker<string, string>(pathToFileURL(program), {})
  onTestFinished(() => worker.kill())
  return worker
}

const noProgress = () => undefined

test('each request gets its own answer, in whatever order they come', async () => {
  const worker = started(`async (text) => {
    if (text === 'first') await new Promise((go) => setTimeout(go, 50))
    return text.toUpperCase()
  }`)
  const answers = ['first', 'second'].map((text) => worker.request(text, noProgress))
  expect(worker).toMatchObject({ running: 2, requested: 2 })
  expect(await Promise.all(answers)).toEqual([
    { kind: 'answer', result: 'FIRST' },
    { kind: 'answer', result: 'SECOND' },
  ])
  expect(worker).toMatchObject({ running: 0, requested: 2 })
})

test('a rejection comes back as a failure, and the worker goes on', async () => {
  const worker = started(`async (text) => {
    if (text === 'bad') throw new Error('cannot')
    return text
  }`)
  expect(await worker.request('bad', noProgress)).toEqual({ kind: 'failed', message: 'cannot' })
  expect(await worker.request('good', noProgress)).toEqual({ kind: 'answer', result: 'good' })
})

test('progress is reported before the answer', async () => {
  const worker = started(`async (text, reportProgress) => {
    for (let step = 0; step < 10; step += 1) {
      await new Promise((go) => setTimeout(go, 50))
      reportProgress()
    }
    return text
  }`)
  let signs = 0
  await worker.request('long', () => (signs += 1))
  expect(signs).toBeGreaterThan(0)
})

test('a process that ends settles what runs in it, and takes no more', async () => {
  const worker = started(`() => process.exit(1)`)
  expect(await worker.request('one', noProgress)).toEqual({ kind: 'ended' })
  await worker.ended
  expect(await worker.request('two', noProgress)).toEqual({ kind: 'ended' })
})

test('a worker that is killed settles its requests at once, and its process ends', async () => {
  const worker = started(`() => new Promise(() => undefined)`)
  const asked = worker.request('one', noProgress)
  worker.kill()
  expect(await asked).toEqual({ kind: 'ended' })
  await vi.waitUntil(() => isGone(worker.pid), { interval: 50 })
})

test('a program that does not exist ends', async () => {
  const worker = startForkedWorker(pathToFileURL(join(tempFolder(), 'missing.js')), {})
  expect(await worker.request('one', noProgress)).toEqual({ kind: 'ended' })
})

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

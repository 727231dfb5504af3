// Many files of 4 KB dropped at once: files a second through the whole road, durable at each step, and the
// daemon's highest resident memory above that over one small file. `npx tsx bench/many.bench.ts 10000`

import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { benchFolder, startRoad } from './road.ts'

const count = Number(process.argv[2] ?? 10_000)
const folder = benchFolder()
try {
  const road = await startRoad(folder, { connections: 4 })
  const waiting = join(folder, 'waiting')
  mkdirSync(waiting)
  const drop = (name: string, content: string) => {
    writeFileSync(join(waiting, name), content)
    return name
  }
  let sent = 0
  let want = 1
  let done: () => void = () => undefined
  road.lines((line) => {
    if (!line.includes('"bank-acknowledged"')) return
    sent += 1
    if (sent === want) done()
  })
  const until = (total: number) =>
    new Promise<void>((resolve) => {
      want = total
      done = resolve
    })
  const first = until(1)
  renameSync(join(waiting, drop('first', 'one small file')), join(road.outbox, 'first'))
  await first
  const before = road.memory().now
  const names = Array.from({ length: count }, (_, index) =>
    drop(`file-${index}`, createHash('sha512').update(String(index)).digest('hex').repeat(32)),
  )
  const all = until(count + 1)
  const started = performance.now()
  const startedMs = road.processorMs()
  for (const name of names) renameSync(join(waiting, name), join(road.outbox, name))
  await all
  const seconds = (performance.now() - started) / 1000
  const usedMs = road.processorMs() - startedMs
  const { highest } = road.memory()
  console.log(
    `${count} files of 4 KB   ${(count / seconds).toFixed(0)} files/s   ${seconds.toFixed(1)} s`,
  )
  console.log(`processor a file       ${(usedMs / count).toFixed(2)} ms (daemon, all threads)`)
  console.log(
    `resident memory        ${(before / 2 ** 20).toFixed(0)} MB over one small file, ${(highest / 2 ** 20).toFixed(0)} MB at its highest: ${((highest - before) / 2 ** 20).toFixed(0)} MB more   (goal 64)`,
  )
  await road.stop()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

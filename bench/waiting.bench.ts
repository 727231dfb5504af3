// The daemon's resident memory over 100,000 waiting files, above that over one small file: the bank is away.

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { benchFolder, startRoad } from './road.ts'

const count = Number(process.argv[2] ?? 100_000)
const watchedMs = 20_000
const folder = benchFolder()
try {
  const road = await startRoad(folder)
  const sent = road.said('"bank-acknowledged"')
  writeFileSync(join(folder, 'small'), 'one small file')
  renameSync(join(folder, 'small'), join(road.outbox, 'small'))
  await sent
  const before = road.memory().now
  await road.stopBank()
  const waiting = join(folder, 'waiting')
  mkdirSync(waiting)
  for (let index = 0; index < count; index += 1)
    writeFileSync(join(waiting, `file-${index}`), `content ${index}`)
  for (let index = 0; index < count; index += 1)
    renameSync(join(waiting, `file-${index}`), join(road.outbox, `file-${index}`))
  await new Promise((resolve) => setTimeout(resolve, watchedMs))
  const { highest } = road.memory()
  const mb = (bytes: number) => (bytes / 2 ** 20).toFixed(0)
  console.log(
    `${count} waiting files: ${mb(before)} MB over one small file, ${mb(highest)} MB at its highest: ${mb(highest - before)} MB more   (goal 64)`,
  )
  await road.stop()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

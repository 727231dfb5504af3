// The daemon's highest resident memory over a 2 GB file, above that over one small file.

import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { benchFolder, startRoad, writeLarge } from './road.ts'

const sizeBytes = Number(process.argv[2] ?? 2_000_000_000)
const folder = benchFolder()
try {
  const road = await startRoad(folder)
  const send = async (name: string) => {
    const sent = road.said('"bank-acknowledged"')
    renameSync(join(folder, name), join(road.outbox, name))
    await sent
  }
  writeFileSync(join(folder, 'small'), 'one small file')
  await send('small')
  const before = road.memory().now
  writeLarge(join(folder, 'large'), sizeBytes)
  await send('large')
  const { highest } = road.memory()
  console.log(
    `${sizeBytes / 1e6} MB: ${(before / 2 ** 20).toFixed(0)} MB over one small file, ${(highest / 2 ** 20).toFixed(0)} MB at its highest: ${((highest - before) / 2 ** 20).toFixed(0)} MB more   (goal 64)`,
  )
  await road.stop()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

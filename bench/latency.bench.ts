// From the rename into an outbox until CREATE is about to leave (the transfer is `sending` and identified):
// median and 99th percentile, one file at a time.

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLedgerToRead } from '../src/ledger/open.ts'
import { benchFolder, startRoad } from './road.ts'

const count = Number(process.argv[2] ?? 200)
const folder = benchFolder()
try {
  const road = await startRoad(folder)
  const waiting = join(folder, 'waiting')
  mkdirSync(waiting)
  let told: () => void = () => undefined
  road.lines((line) => {
    if (line.includes('"bank-acknowledged"')) told()
  })
  const droppedMs = new Map<string, number>()
  for (let index = 0; index < count; index += 1) {
    const name = `file-${index}`
    writeFileSync(join(waiting, name), `content ${index}`)
    const sent = new Promise<void>((resolve) => {
      told = resolve
    })
    droppedMs.set(name, Date.now())
    renameSync(join(waiting, name), join(road.outbox, name))
    await sent
  }
  const ledger = openLedgerToRead({ folder: road.data })
  const delays: number[] = []
  for (const { id, name } of await ledger.list({ limit: count })) {
    const facts = await ledger.facts({ transferId: id })
    const created = facts.find(({ event }) => event === 'identified')?.atMs ?? 0
    delays.push(created - (droppedMs.get(name) ?? 0))
  }
  await ledger.close()
  delays.sort((a, b) => a - b)
  const at = (part: number) =>
    delays[Math.min(delays.length - 1, Math.floor(delays.length * part))] ?? 0
  console.log(
    `rename → CREATE, ${delays.length} files: median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms`,
  )
  await road.stop()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

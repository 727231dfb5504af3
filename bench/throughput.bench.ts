// Sending 1 GB over loopback through the whole road, hashing and journal on, beside Node piping the same file
// through a plain TCP socket into a file. Both ends in processes of their own. Prints ratios.

import { spawn } from 'node:child_process'
import { createReadStream, renameSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openLedgerToRead } from '../src/ledger/open.ts'
import { benchFolder, heard, startRoad, writeLarge } from './road.ts'

const sizeBytes = Number(process.argv[2] ?? 1_000_000_000)
const folder = benchFolder()

async function plainPipe(source: string): Promise<number> {
  const receiver = spawn(
    process.execPath,
    [
      '-e',
      `
    const net = require('node:net'), fs = require('node:fs')
    const server = net.createServer({ allowHalfOpen: true }, (socket) => socket.pipe(fs.createWriteStream(${JSON.stringify(join(folder, 'plain'))})).on('finish', () => { socket.end('done'); server.close() }))
    server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port))`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const port = await heard(receiver, (text) => /port (\d+)\n/.exec(text)?.[1] ?? null)
  const started = performance.now()
  const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true })
  const done = new Promise((resolve) => socket.on('data', resolve))
  await pipeline(createReadStream(source, { highWaterMark: 1024 * 1024 }), socket)
  await done
  rmSync(join(folder, 'plain'))
  return performance.now() - started
}

async function wholeRoad(source: string): Promise<{ sendMs: number; totalMs: number }> {
  const road = await startRoad(folder)
  const started = performance.now()
  renameSync(source, join(road.outbox, 'large.bin'))
  await road.said('"bank-acknowledged"')
  const totalMs = performance.now() - started
  const facts = await factsIn(road.data).finally(() => road.stop())
  const at = (event: string) => facts.find((fact) => fact.event === event)?.atMs ?? 0
  return { sendMs: at('bank-acknowledged') - at('identified'), totalMs }
}

async function factsIn(data: string) {
  const ledger = openLedgerToRead({ folder: data })
  const [transfer] = await ledger.list({ limit: 1 })
  const facts = await ledger.facts({ transferId: transfer?.id ?? '' })
  await ledger.close()
  return facts
}

const rate = (ms: number) => sizeBytes / 1e6 / (ms / 1000)
try {
  const source = join(folder, 'source')
  writeLarge(source, sizeBytes)
  const plainMs = Math.min(
    await plainPipe(source),
    await plainPipe(source),
    await plainPipe(source),
  )
  const { sendMs, totalMs } = await wholeRoad(source)
  console.log(`${sizeBytes / 1e6} MB`)
  console.log(`plain Node pipe into a file   ${rate(plainMs).toFixed(0)} MB/s`)
  console.log(
    `PeSIT, hashing, journal       ${rate(sendMs).toFixed(0)} MB/s   ratio ${(plainMs / sendMs).toFixed(2)}   (goal 0.50)`,
  )
  console.log(
    `from the drop, seal included  ${rate(totalMs).toFixed(0)} MB/s   ratio ${(plainMs / totalMs).toFixed(2)}`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

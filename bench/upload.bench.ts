// Uploading 1 GB through POST /api/transfers/send into the spool (hashed, fsynced, recorded), beside a plain
// Node server that pipes the same request into a file. The bank is away, so that nothing else uses the disk.
// Prints rates and the daemon's memory.

import { type ChildProcess, spawn } from 'node:child_process'
import { createReadStream, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { benchFolder, heard, startRoad, writeLarge } from './road.ts'

const sizeBytes = Number(process.argv[2] ?? 1_000_000_000)
const folder = benchFolder()
const source = join(folder, 'source')

function fields(): readonly [string, string] {
  const all = { serverId: '1', virtualFile: 'VIREMENTS', remoteFilename: 'large.bin' }
  const parts = Object.entries(all).map(
    ([name, value]) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const file = '--b\r\ncontent-disposition: form-data; name="file"; filename="large.bin"\r\n\r\n'
  return [parts.join('') + file, '\r\n--b--\r\n']
}

/** Milliseconds from the first byte to the answer. */
async function post(to: object, path: string): Promise<number> {
  const [head, tail] = fields()
  const startedMs = performance.now()
  const asking = request({
    ...to,
    method: 'POST',
    path,
    headers: {
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': head.length + statSync(source).size + tail.length,
      prefer: 'respond-async',
    },
  })
  const answered = new Promise<number>((resolve, reject) => {
    asking.on('response', (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    asking.on('error', reject)
  })
  const body = async function* () {
    yield Buffer.from(head)
    yield* createReadStream(source, { highWaterMark: 1024 * 1024 })
    yield Buffer.from(tail)
  }
  await pipeline(Readable.from(body(), { objectMode: false }), asking)
  const status = await answered
  if (status >= 300) throw new Error(`answered ${status}`)
  return performance.now() - startedMs
}

function plainServer(): ChildProcess {
  const code = `
    const http = require('node:http'), fs = require('node:fs')
    const server = http.createServer((request, response) => request.pipe(fs.createWriteStream(${JSON.stringify(join(folder, 'plain'))})).on('finish', () => response.end('done')))
    server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port))`
  return spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
}

const rate = (ms: number) => `${(sizeBytes / 1e6 / (ms / 1000)).toFixed(0)} MB/s`
try {
  writeLarge(source, sizeBytes)
  const plain = plainServer()
  const port = await heard(plain, (text) => /port (\d+)\n/.exec(text)?.[1] ?? null)
  const plainMs: number[] = []
  for (let run = 0; run < 3; run += 1) plainMs.push(await post({ host: '127.0.0.1', port }, '/'))
  plain.kill()
  rmSync(join(folder, 'plain'))
  const road = await startRoad(folder)
  await road.stopBank()
  const before = road.memory().now
  const socketPath = join(road.data, 'control.sock')
  const oursMs: number[] = []
  for (let run = 0; run < 3; run += 1)
    oursMs.push(await post({ socketPath }, '/api/transfers/send'))
  const { highest } = road.memory()
  await road.stop()
  const [best, ours] = [Math.min(...plainMs), Math.min(...oursMs)]
  console.log(`${sizeBytes / 1e6} MB, best of three`)
  console.log(`plain Node upload into a file   ${rate(best)}`)
  console.log(`send: hashed, fsynced, recorded ${rate(ours)}   ratio ${(best / ours).toFixed(2)}`)
  console.log(
    `memory of the daemon            ${((highest - before) / 1e6).toFixed(0)} MB more at its highest`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

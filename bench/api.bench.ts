// Lists over the API with a million transfers in the ledger: requests a second, latency, and how long
// /health/live is kept waiting by a search that meets nothing. And how many webhook deliveries a second reach
// a receiver. `npx tsx bench/api.bench.ts [TRANSFERS] [DELIVERIES]`.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Pool } from 'undici'
import { cursorOf } from '../src/http/responses/paging.ts'
import { systemClock } from '../src/lib/time/clock.ts'
import { newId } from '../src/lib/id.ts'
import { silentLog } from '../src/lib/log.ts'
import { openLedger } from '../src/ledger/open.ts'
import { startWebhooks } from '../src/notify/webhooks/start.ts'
import { born } from './born.ts'
import { everyMs, fillLedger, firstMs } from './filled-ledger.ts'
import { benchFolder, heard, startRoad } from './road.ts'
import { saying } from '../test/helpers/messages.ts'

const many = Number(process.argv[2] ?? 1_000_000)
const deliveries = Number(process.argv[3] ?? 5_000)
const atOnce = 8

const at = (nth: number) => ({ sequence: nth, createdMs: firstMs + nth * everyMs })
const day = (nth: number) => new Date(at(nth).createdMs).toISOString()
const deep = { ...at(many / 2), updatedMs: at(many / 2).createdMs + 5000 }
const queries: readonly (readonly [string, string])[] = [
  ['page of 50, newest', '/api/transfers'],
  ['page of 1,000', '/api/transfers?limit=1000'],
  ['deep page', `/api/transfers?after=${cursorOf('-createdAt', deep)}`],
  ['deep page, by change', `/api/transfers?sort=-updatedAt&after=${cursorOf('-updatedAt', deep)}`],
  ['status COMPLETED (nearly all)', '/api/transfers?status=COMPLETED'],
  ['status FAILED (one in a thousand)', '/api/transfers?status=FAILED'],
  ['state held', '/api/transfers?state=held'],
  ['a bank', '/api/transfers?serverId=1'],
  ['a bank, failed, sent', '/api/transfers?serverId=1&status=FAILED&direction=SEND'],
  ['a virtual file', '/api/transfers?virtualFile=PRELEVEMENTS'],
  ['since an hour, page of 1,000', `/api/transfers?limit=1000&since=${day(many - 60)}`],
  ['one day long ago', `/api/transfers?since=${day(1_000)}&until=${day(2_440)}`],
  ['filename, many', '/api/transfers?filename=virement'],
  ['filename, one, old', '/api/transfers?filename=virement-4242.xml'],
  ['history, page 10,000 (PeSIT Wizard)', '/api/v1/transfers/history?page=10000'],
  ['stats (PeSIT Wizard)', '/api/v1/transfers/stats'],
  ['figures (Prometheus)', '/metrics'],
]

async function ask(pool: Pool, path: string): Promise<number> {
  const beganMs = performance.now()
  const answer = await pool.request({ method: 'GET', path, headers: { host: 'localhost' } })
  await answer.body.dump({ limit: 100_000_000 })
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode}`)
  return performance.now() - beganMs
}

/** One at a time for the latency, then several at once for the rate; some seconds each. */
async function measure(pool: Pool, [what, path]: readonly [string, string]) {
  const times: number[] = []
  for (const endMs = performance.now() + 2_000; performance.now() < endMs && times.length < 500; )
    times.push(await ask(pool, path))
  let answered = 0
  const beganMs = performance.now()
  const asking = async () => {
    while (performance.now() - beganMs < 2_000) {
      await ask(pool, path)
      answered += 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, asking))
  const rate = (answered / (performance.now() - beganMs)) * 1000
  return {
    what,
    'median ms': of(times, 0.5),
    '99 % ms': of(times, 0.99),
    'a second': rate.toFixed(1),
  }
}

function of(times: readonly number[], share: number): string {
  const sorted = times.toSorted((one, other) => one - other)
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
}

async function benchLists(): Promise<void> {
  const folder = benchFolder()
  try {
    mkdirSync(join(folder, 'data'))
    await fillLedger(join(folder, 'data'), many)
    const road = await startRoad(folder)
    const socketPath = join(road.data, 'control.sock')
    const pool = new Pool('http://localhost', { socketPath, connections: atOnce + 1 })
    const rows = []
    for (const query of queries) rows.push(await measure(pool, query))
    console.table(rows)
    const searching = new AbortController()
    const search = Promise.all(
      Array.from({ length: 4 }, () => ask(pool, '/api/transfers?filename=nowhere')),
    ).finally(() => searching.abort())
    const waits: number[] = []
    while (!searching.signal.aborted) waits.push(await ask(pool, '/health/live'))
    const took = await search
    console.log(
      `four searches that meet nothing: ${of(took, 1)} ms; /health/live meanwhile: median ${of(waits, 0.5)} ms, longest ${of(waits, 1)} ms of ${waits.length}`,
    )
    await pool.close()
    await road.stop()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Counts what it is told, in a process of its own. */
function receiver(): ChildProcess {
  const code = `
    let had = 0
    const server = require('node:http').createServer((request, response) => request.resume().on('end', () => {
      response.end()
      if (++had === ${deliveries}) console.log('all ' + had)
    }))
    server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port))`
  return spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function benchDeliveries(): Promise<void> {
  const folder = benchFolder()
  const told = receiver()
  try {
    const port = await heard(told, (text) => /port (\d+)\n/.exec(text)?.[1] ?? null)
    const ledger = await openLedger({ folder, clock: systemClock })
    const webhooks = await startWebhooks(
      {
        ledger,
        clock: systemClock,
        log: silentLog,
        chance: Math.random,
        zone: 'Europe/Paris',
        placeOf: ({ name }) => Promise.resolve({ path: `/archive/${name}`, passing: false }),
        bankNumbers: () => ({ serverId: 1, partnerId: 'ME' }),
      },
      { configured: [], allow: null, dataFolder: folder },
    )
    const added = await webhooks.add({
      url: `http://127.0.0.1:${port}/`,
      events: ['TRANSFER_CANCELLED'],
      secret: 'bench',
    })
    if (added.kind !== 'done') throw new Error(added.kind)
    const ids = Array.from({ length: deliveries }, () => newId())
    await ledger.record(ids.map((id) => ({ ...born(), id })))
    await Promise.all(
      ids.map((id) =>
        ledger.move({ id, version: 1, event: 'cancelled', sentence: saying('Cancelled.') }),
      ),
    )
    const beganMs = performance.now()
    const all = heard(told, (text) => (text.includes('all ') ? true : null))
    webhooks.ring()
    await all
    const tookMs = performance.now() - beganMs
    console.log(
      `${deliveries} deliveries to one receiver on loopback, signed, settled in the ledger: ${((deliveries / tookMs) * 1000).toFixed(0)} a second`,
    )
    await webhooks.stop()
    await ledger.close()
  } finally {
    told.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

await benchDeliveries()
await benchLists()

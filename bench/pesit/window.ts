// What sync points cost on a line that is far away: the window says how many may be open, so that no more
// than window × interval bytes go in one round trip, whatever the line could carry. Timed are the data alone
// (data-time.ts), not the eight or so exchanges around them.

import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeContent } from './content.ts'
import { createDataTime } from './data-time.ts'
import { startFarEnd, startProgram } from './far.ts'
import { openNear } from './near.ts'
import { ways } from './ways.ts'

const roundTrips = [0, 20, 100]
/** Our usual one, Connect:Express's, and between. */
const points = [
  { intervalKb: 4096, window: 4 },
  { intervalKb: 1024, window: 2 },
  { intervalKb: 32, window: 2 },
]
const aboutSeconds = 3

export async function benchWindow(folder: string, mostBytes: number) {
  const rows = []
  for (const sync of points) {
    const undelayed = { send: 0, fetch: 0 }
    for (const roundTripMs of roundTrips) {
      const reach = (sync.window * sync.intervalKb * 1024) / 1e6 / (roundTripMs / 1000)
      const rates = await benchAt(folder, {
        sync,
        roundTripMs,
        sizeBytes: sizeFor(reach, mostBytes),
      })
      if (roundTripMs === 0) Object.assign(undelayed, rates)
      const goal = (direction: 'send' | 'fetch') => Math.min(undelayed[direction], reach)
      const share = (direction: 'send' | 'fetch') =>
        roundTripMs === 0 ? '' : (rates[direction] / goal(direction)).toFixed(2)
      rows.push({
        sync: `${sync.intervalKb} KB × ${sync.window}`,
        'round trip ms': roundTripMs,
        'window allows MB/s': Number.isFinite(reach) ? reach.toFixed(1) : '',
        'send MB/s': rates.send.toFixed(1),
        'of reachable': share('send'),
        'fetch MB/s': rates.fetch.toFixed(1),
        'of reachable ': share('fetch'),
      })
    }
  }
  return rows
}

function sizeFor(reach: number, mostBytes: number): number {
  return Math.round(Math.min(mostBytes, reach * 1e6 * aboutSeconds))
}

async function benchAt(
  folder: string,
  {
    sync,
    roundTripMs,
    sizeBytes,
  }: {
    readonly sync: { readonly intervalKb: number; readonly window: number }
    readonly roundTripMs: number
    readonly sizeBytes: number
  },
): Promise<{ readonly send: number; readonly fetch: number }> {
  const way = ways.find(({ bank }) => bank === 'articleBytes: 4096')
  if (way === undefined) throw new Error('no way')
  const far = join(folder, 'far')
  const [source, offers] = [join(folder, 'source'), join(far, 'CORPCLI/offers/RELEVES')]
  mkdirSync(offers, { recursive: true })
  writeContent(source, sizeBytes, way.content)
  const end = await startFarEnd({ way, folder: far, source, sync })
  const wire = await startProgram<{ port: number }>(
    'slow-wire.ts',
    String(end.ports.bank),
    String(roundTripMs),
  )
  const yaml = `{ interval: ${sync.intervalKb} KB, window: ${sync.window} }`
  const time = createDataTime()
  const { traceFile } = time
  const near = openNear({ way, folder, port: wire.ports.port, sync: yaml, traceFile })
  try {
    const small = join(folder, 'small')
    writeContent(small, 100_000, way.content)
    await near.send(small)
    await near.send(source)
    const sent = time.last()
    copyFileSync(source, join(offers, 'offer'))
    await near.fetch(join(folder, 'target'))
    // Of what was sent, what was acknowledged: the last stretch has no point behind it.
    const sentBytes = sent.points * sync.intervalKb * 1024
    return { send: sentBytes / 1000 / sent.ms, fetch: sizeBytes / 1000 / time.last().ms }
  } finally {
    await near.close()
    await wire.stop()
    await end.stop()
    rmSync(far, { recursive: true, force: true })
  }
}

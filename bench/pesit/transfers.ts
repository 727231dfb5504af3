// One file, sent and fetched in each way of travelling, beside a plain socket that carries the same file. Two
// ratios: by the clock, which other programs on the machine blur, and by the time of the processor at the
// busier end, which is what bounds the rate when nothing else does.

import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startFarEnd } from './far.ts'
import { writeContent } from './content.ts'
import { openNear } from './near.ts'
import { fetchPlain, sendPlain } from './plain.ts'
import { ways, type Way } from './ways.ts'

const rounds = 2
const small = 1_000_000

export async function benchTransfers(folder: string, sizeBytes: number, only: string) {
  const rows = []
  for (const way of ways.filter(({ name }) => name.includes(only)))
    rows.push(await benchWay(way, folder, Math.round(sizeBytes * way.share)))
  return rows
}

async function benchWay(way: Way, folder: string, sizeBytes: number) {
  const far = join(folder, 'far')
  const [source, offers] = [join(folder, 'source'), join(far, 'CORPCLI/offers/RELEVES')]
  mkdirSync(offers, { recursive: true })
  writeContent(source, sizeBytes, way.content)
  const end = await startFarEnd({
    way,
    folder: far,
    source,
    sync: { intervalKb: 0, window: 0 },
  })
  const near = openNear({ way, folder, port: end.ports.bank, sync: 'false' })
  const target = join(folder, 'target')
  const fetch = (path: string) => {
    copyFileSync(path, join(offers, 'offer'))
    return near.fetch(target)
  }
  try {
    const first = join(folder, 'small')
    writeContent(first, small, way.content)
    // The line stands, and what is called often is compiled.
    await near.send(first)
    await fetch(first)
    const { ports } = end
    const sent = await best(end, () => near.send(source))
    const plainSent = await best(end, () => sendPlain(source, ports.takes, way.tls))
    const fetched = await best(end, () => fetch(source))
    const plainFetched = await best(end, () => fetchPlain(target, ports.gives, way.tls))
    return {
      way: way.name,
      ...shown('send', sizeBytes, sent, plainSent),
      ...shown('fetch', sizeBytes, fetched, plainFetched),
    }
  } finally {
    await near.close()
    await end.stop()
    rmSync(far, { recursive: true, force: true })
  }
}

interface Took {
  readonly ms: number
  /** At the busier end. */
  readonly processorMs: number
}

function shown(what: string, sizeBytes: number, ours: Took, plain: Took) {
  const rate = (ms: number) => Math.round(sizeBytes / 1000 / ms)
  return {
    [`${what} MB/s`]: rate(ours.ms),
    [`${what} plain`]: rate(plain.ms),
    [`${what} ratio`]: (plain.ms / ours.ms).toFixed(2),
    [`${what} MB/CPU s`]: rate(ours.processorMs),
    [`${what} CPU ratio`]: (plain.processorMs / ours.processorMs).toFixed(2),
  }
}

/** The best of some rounds, each of the two figures for itself. */
async function best(end: { processorMs(): number }, work: () => Promise<number>): Promise<Took> {
  let took: Took = { ms: Number.POSITIVE_INFINITY, processorMs: Number.POSITIVE_INFINITY }
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage()
    const farBefore = end.processorMs()
    const ms = await work()
    const { user, system } = process.cpuUsage(before)
    const processorMs = Math.max((user + system) / 1000, end.processorMs() - farBefore)
    took = { ms: Math.min(took.ms, ms), processorMs: Math.min(took.processorMs, processorMs) }
  }
  return took
}

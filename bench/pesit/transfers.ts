// One file, sent and fetched in each way of travelling, beside a plain socket that carries the same file.

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
  const { ports, stop } = await startFarEnd({
    way,
    folder: far,
    source,
    sync: { intervalKb: 0, window: 0 },
  })
  const near = openNear({ way, folder, port: ports.bank, sync: 'false' })
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
    const sent = await best(() => near.send(source))
    const plainSent = await best(() => sendPlain(source, ports.takes, way.tls))
    const fetched = await best(() => fetch(source))
    const plainFetched = await best(() => fetchPlain(target, ports.gives, way.tls))
    const rate = (ms: number) => Math.round(sizeBytes / 1000 / ms)
    return {
      way: way.name,
      'send MB/s': rate(sent),
      plain: rate(plainSent),
      ratio: (plainSent / sent).toFixed(2),
      'fetch MB/s': rate(fetched),
      'plain ': rate(plainFetched),
      'ratio ': (plainFetched / fetched).toFixed(2),
    }
  } finally {
    await near.close()
    await stop()
    rmSync(far, { recursive: true, force: true })
  }
}

async function best(work: () => Promise<number>): Promise<number> {
  let bestMs = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round += 1) bestMs = Math.min(bestMs, await work())
  return bestMs
}

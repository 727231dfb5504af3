// The trace of a bank as the daemon and the sandbox keep it: read again as a person would, and of no weight
// for a transfer.

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openBank } from '../../../src/bank/native/open.ts'
import { keepTrace, type KeptTraceOptions } from '../../../src/bank/native/kept-trace.ts'
import { systemClock } from '../../../src/lib/time/clock.ts'
import { silentLog } from '../../../src/lib/log.ts'
import { readTls } from '../../../src/pesit-socket/tls.ts'
import { type PairOptions, openPair } from '../../helpers/road/bank-pair.ts'
import { bytesOf } from '../../helpers/road/content.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'
import { show } from '../../trace/packets.ts'

/** A busy machine takes its time. */
const patiently = (check: () => void) => vi.waitFor(check)

function kept(options: Partial<KeptTraceOptions> & { readonly path: string }) {
  const warned: object[] = []
  const log = { ...silentLog, warn: (fields: object) => warned.push(fields) }
  const trace = keepTrace({ maximumBytes: 1e6, keep: 2, ...options }, { clock: systemClock, log })
  onTestFinished(() => trace.close())
  return { ...trace, warned }
}

async function traced(trace: ReturnType<typeof kept>, pairOptions: PairOptions = {}) {
  const pair = await openPair(pairOptions)
  const bank = openBank(pair.settings, silentLog, { traceFile: trace.traceFile })
  expect(await bank.probe(new AbortController().signal)).toMatchObject({ kind: 'connected' })
  await bank.close()
}

const pem = (name: string) => fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url))
const textOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '')

test('over TLS both sides trace the conversation without the password, readable by the owner alone', async () => {
  const folder = tempFolder()
  const [ours, theirs] = ['ours', 'theirs'].map((name) => kept({ path: join(folder, name) }))
  if (ours === undefined || theirs === undefined) throw new Error('there are two')
  const tls = {
    port: 0,
    material: readTls({ cert: pem('server.pem'), key: pem('server.key') }),
    clientCertificates: false,
  }
  await traced(ours, {
    bank: { tls: { ca: pem('ca.pem') } },
    sandbox: { listen: { tls }, traceFile: theirs.traceFile },
    useTls: true,
  })
  for (const name of ['ours', 'theirs']) {
    const path = join(folder, name)
    await patiently(() => expect(textOf(path)).toMatch(/ 1 end /))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const { text, closing } = show(readFileSync(path))
    expect(text).toMatch(/CONNECT[^]*ACONNECT[^]*RELEASE[^]*RELCONF/)
    expect(closing).toEqual([])
    expect(textOf(path)).not.toContain(Buffer.from('SECRET01').toString('hex').toUpperCase())
  }
})

test('a line that continues in the next file repeats there who calls whom', async () => {
  const path = join(tempFolder(), 'trace')
  const trace = kept({ path, maximumBytes: 1 })
  const connection = trace.traceFile.connection({ own: 'a:1', peer: 'b:2', weCall: true })
  await patiently(() => expect(textOf(path)).toContain('1 call a:1 b:2'))
  connection.received(Uint8Array.from([0, 6, 0, 6, 0x40, 0x24, 1, 1]))
  await patiently(() => expect(textOf(`${path}.1`)).not.toBe(''))
  await trace.close()
  expect(textOf(path).match(/ call /g)).toHaveLength(1)
  expect(textOf(path)).toMatch(
    /^pesit-drop trace 1\n#.*\n\S+ 1 call a:1 b:2\n\S+ 1 < 000640240101\n$/,
  )
  expect(show(readFileSync(path)).text).toContain('RELCONF')
})

test('a trace that cannot be written is logged once, and the bank is called all the same', async () => {
  const folder = join(tempFolder(), 'gone')
  const trace = kept({ path: join(folder, 'trace') })
  await traced(trace)
  await trace.close()
  expect(trace.warned).toEqual([
    { trace: join(folder, 'trace'), error: expect.stringContaining('ENOENT') as string },
  ])
  mkdirSync(folder)
  expect(readdirSync(folder)).toEqual([])
})

test('tracing changes nothing: with both sides traced, a file is sent and fetched unchanged', async () => {
  const folder = tempFolder()
  const [ours, theirs] = [
    kept({ path: join(folder, 'ours') }),
    kept({ path: join(folder, 'theirs') }),
  ]
  const content = bytesOf(50_000)
  const pair = await openPair({
    traceFile: ours.traceFile,
    sandbox: { traceFile: theirs.traceFile },
  })
  expect((await pair.send(content)).outcome).toMatchObject({ kind: 'delivered' })
  pair.offer('r.xml', content)
  expect((await pair.fetch()).memory.committed?.equals(content)).toBe(true)
})

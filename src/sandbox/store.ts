// The journal of the sandbox bank: one line of JSON, appended and synced, for each event; read again at
// start. Without it the bank would accept the same transfer twice.

import { type FileHandle, open, readFile } from 'node:fs/promises'
import { failpoint } from '../lib/failpoint.ts'
import { makeFolderDurably, syncFolder } from '../disk/durable.ts'
import { systemErrorCode } from '../lib/files/files.ts'

export interface Point {
  readonly number: number
  readonly offsetBytes: number
  /** As counted on the line. */
  readonly wireBytes: number
  readonly articles: number
}

/** A file that a client sends us. */
export interface SandboxReception {
  readonly key: string
  readonly id: string
  readonly partner: string
  readonly virtualFile: string
  readonly label: string
  readonly creationDate: string
  state: 'receiving' | 'committed'
  points: Point[]
  sizeBytes: number
  sha256: string
  /** The path of the committed file. */
  path: string
}

/** A file that a client fetches from us. */
export interface SandboxOffer {
  readonly id: string
  readonly partner: string
  readonly virtualFile: string
  readonly transferNumber: number
  readonly name: string
  readonly path: string
  readonly sizeBytes: number
  readonly creationDate: string
  state: 'offered' | 'delivered'
  points: Point[]
}

type Entry =
  | { readonly kind: 'reception'; readonly reception: SandboxReception }
  | { readonly kind: 'reception-point'; readonly key: string; readonly point: Point }
  | { readonly kind: 'offer'; readonly offer: SandboxOffer }
  | { readonly kind: 'offer-point'; readonly id: string; readonly point: Point }
  | { readonly kind: 'password'; readonly partner: string; readonly password: string }

export interface Store {
  readonly receptions: ReadonlyMap<string, SandboxReception>
  readonly offers: ReadonlyMap<string, SandboxOffer>
  /** Passwords that clients changed. */
  readonly passwords: ReadonlyMap<string, string>
  write(entry: Entry): Promise<void>
  close(): Promise<void>
}

export async function openStore(folder: string): Promise<Store> {
  await makeFolderDurably(folder)
  const path = `${folder}/journal.jsonl`
  const receptions = new Map<string, SandboxReception>()
  const offers = new Map<string, SandboxOffer>()
  const passwords = new Map<string, string>()
  const apply = (entry: Entry) => applyTo({ receptions, offers, passwords }, entry)
  for (const line of (await textOf(path)).split('\n')) {
    // The last line may be incomplete: the process died while writing it, before anybody relied on it.
    const entry = parse(line)
    if (entry !== null) apply(entry)
  }
  const journal = await open(path, 'a', 0o600)
  await endIncompleteLine(journal, path)
  await syncFolder(folder)
  const write = appender(journal, apply)
  return { receptions, offers, passwords, write, close: () => journal.close() }
}

/** Ends an incomplete last line, so that the next entry begins a new one. */
async function endIncompleteLine(journal: FileHandle, path: string): Promise<void> {
  const text = await textOf(path)
  if (text !== '' && !text.endsWith('\n')) await journal.write('\n')
}

interface Memory {
  readonly receptions: Map<string, SandboxReception>
  readonly offers: Map<string, SandboxOffer>
  readonly passwords: Map<string, string>
}

function applyTo({ receptions, offers, passwords }: Memory, entry: Entry): void {
  switch (entry.kind) {
    case 'reception':
      receptions.set(entry.reception.key, entry.reception)
      return
    case 'offer':
      offers.set(entry.offer.id, entry.offer)
      return
    case 'reception-point':
      addPoint(receptions.get(entry.key), entry.point)
      return
    case 'offer-point':
      addPoint(offers.get(entry.id), entry.point)
      return
    case 'password':
      passwords.set(entry.partner, entry.password)
  }
}

function addPoint(holder: { points: Point[] } | undefined, point: Point): void {
  if (holder !== undefined)
    holder.points = [...holder.points.filter(({ number }) => number < point.number), point]
}

/** Entries that come during a sync share the next one. */
function appender(journal: FileHandle, apply: (entry: Entry) => void): Store['write'] {
  let queue: { line: string; done: () => void; failed: (error: unknown) => void }[] = []
  let busy = false
  const flush = async () => {
    busy = true
    while (queue.length > 0) {
      const batch = queue
      queue = []
      try {
        await journal.write(batch.map(({ line }) => line).join(''))
        failpoint('bank.written')
        await journal.datasync()
        failpoint('bank.recorded')
        for (const { done } of batch) done()
      } catch (error) {
        for (const { failed } of batch) failed(error)
      }
    }
    busy = false
  }
  return (entry) => {
    apply(entry)
    const written = new Promise<void>((done, failed) =>
      queue.push({ line: `${JSON.stringify(entry)}\n`, done, failed }),
    )
    if (!busy) void flush()
    return written
  }
}

function parse(line: string): Entry | null {
  if (line === '') return null
  try {
    return JSON.parse(line) as Entry
  } catch {
    return null
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return ''
    throw error
  }
}

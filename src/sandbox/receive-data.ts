// The data of a file that a client sends: from the place where it resumes to the last byte, sync point by
// sync point. How the transfer ends is in receive-file.ts.

import { createHash } from 'node:crypto'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { makeFolderDurably } from '../disk/durable.ts'
import { forget } from '../lib/files/files.ts'
import { createHashingWriter, type HashingWriter, hashPrefix } from '../lib/files/hashing-writer.ts'
import { bytesForm, fileBytesOfAll, type RecordForm, sizeOf } from '../pesit/data/records.ts'
import type { Diagnostic } from '../pesit/parameters/parameters.ts'
import type { SessionCommand } from '../pesit/session/commands.ts'
import { type Client, lineAbandoned, mayProceed } from './client.ts'
import type { Point, SandboxReception } from './store.ts'

export interface ReceivingFile {
  readonly reception: SandboxReception
  readonly path: string
  readonly form: RecordForm
  /** The file is complete here already: what comes is compared, not stored. */
  readonly replay: boolean
  readonly from: Point
  file: FileHandle
  writer: HashingWriter
  wireBytes: number
  articles: number
  /** Sync points that are being made durable, one after the other; data is received meanwhile. */
  syncing: Promise<void>
}

export const start: Point = { number: 0, offsetBytes: 0, wireBytes: 0, articles: 0 }

export function recordFormFor({ options }: Client, virtualFile: string): RecordForm {
  return options.files.records?.[virtualFile] ?? bytesForm(options.protocol.articleBytes)
}

/** Where to resume: at the last durable point for a restart, else at the start, with nothing kept. */
export async function openReceivingFile(
  client: Client,
  reception: SandboxReception,
  restarted: boolean,
): Promise<ReceivingFile> {
  const part = client.mailbox.partOf(reception)
  await makeFolderDurably(`${client.options.folder}/incoming`)
  const replay = reception.state === 'committed'
  const path = replay ? `${part}.again` : part
  const kept = restarted ? await keptPoint(reception, replay ? reception.path : path) : start
  if (replay || kept.number === 0) await forget(path)
  if (!restarted && !replay)
    await client.store.write({ kind: 'reception', reception: { ...reception, points: [] } })
  return {
    reception: client.store.receptions.get(reception.key) ?? reception,
    path,
    form: recordFormFor(client, reception.virtualFile),
    replay,
    from: kept,
    ...(await openAt(path, kept, replay)),
    wireBytes: kept.wireBytes,
    articles: kept.articles,
    syncing: Promise.resolve(),
  }
}

async function openAt(
  path: string,
  { number, offsetBytes }: Point,
  replay: boolean,
): Promise<Pick<ReceivingFile, 'file' | 'writer'>> {
  const file = await open(path, replay || number === 0 ? 'w+' : 'r+', 0o600)
  const hash = createHash('sha256')
  if (!replay && offsetBytes > 0) {
    await file.truncate(offsetBytes)
    await hashPrefix(file, hash, offsetBytes)
  }
  const shift = replay ? offsetBytes : 0
  return { file, writer: createHashingWriter(file, { offset: offsetBytes, hash, shift }) }
}

async function keptPoint(reception: SandboxReception, path: string): Promise<Point> {
  try {
    const { size } = await stat(path)
    return reception.points.filter(({ offsetBytes }) => offsetBytes <= size).at(-1) ?? start
  } catch {
    return start
  }
}

/** Resolves with the end of the data: TRANS.END with its count, or null when the file was closed before. */
export async function receiveSandboxData(
  client: Client,
  receiving: ReceivingFile,
): Promise<{ readonly byteCount: number | undefined } | null> {
  const { line } = client
  for (;;) {
    const event = await line.next()
    switch (event.type) {
      case 'data':
        await write(client, receiving, event)
        break
      case 'sync-received':
        if (await mayProceed(client, 'sync', refusalOfPoint, receiving.writer.bytes))
          keepPoint(client, receiving, event.number)
        break
      case 'resync-requested':
        await goBack(receiving, event.restartPoint)
        await line.command({ type: 'accept-resync', restartPoint: event.restartPoint })
        break
      case 'resync-acknowledged':
        await goBack(receiving, event.restartPoint)
        break
      case 'data-ended':
        await mayProceed(client, 'data-end', (diagnostic) => ({
          type: 'interrupt',
          diagnostic,
          endCode: 4,
        }))
        break
      case 'transfer-end-requested':
        return { byteCount: event.byteCount }
      case 'close-requested':
        await line.command({ type: 'confirm-close' })
        return null
      case 'line-ended':
      case 'aborted':
        throw lineAbandoned
      default:
        break
    }
  }
}

/** No FPDU refuses a sync point: ABORT carries reasons of the connection, IDT those of the file. */
function refusalOfPoint(diagnostic: Diagnostic): SessionCommand {
  return diagnostic.type === 3
    ? { type: 'abort', diagnostic }
    : { type: 'interrupt', diagnostic, endCode: 4 }
}

async function write(
  client: Client,
  receiving: ReceivingFile,
  event: {
    readonly pieces: readonly Uint8Array[]
    readonly dataBytes: number
    readonly articles: number
  },
): Promise<void> {
  const pieces = fileBytesOfAll(event.pieces, receiving.form)
  await receiving.writer.write(pieces, sizeOf(pieces))
  receiving.wireBytes += event.dataBytes
  receiving.articles += event.articles
  const interrupt = (diagnostic: { readonly type: number; readonly reason: number }) =>
    ({ type: 'interrupt', diagnostic, endCode: 4 }) as const
  await mayProceed(client, 'data', interrupt, receiving.writer.bytes)
}

/** Durable, recorded, acknowledged, in this order; the next data is received meanwhile. */
function keepPoint(client: Client, receiving: ReceivingFile, number: number): void {
  const { wireBytes, articles } = receiving
  const point = { number, offsetBytes: receiving.writer.bytes, wireBytes, articles }
  const { key } = receiving.reception
  const keep = async () => {
    if (!receiving.replay) {
      await receiving.writer.flush()
      await receiving.file.datasync()
      await client.locks.whileHeld(key, client.line, () =>
        client.store.write({ kind: 'reception-point', key, point }),
      )
    }
    await client.line.command({ type: 'acknowledge-sync', number })
  }
  receiving.syncing = receiving.syncing.then(keep)
  // A failure is reported when the client asks for the end.
  receiving.syncing.catch(() => undefined)
}

/** RESYN: the data behind the point is removed. */
async function goBack(receiving: ReceivingFile, number: number): Promise<void> {
  await receiving.syncing.catch(() => undefined)
  await receiving.writer.flush()
  const point = receiving.reception.points.find((one) => one.number === number) ?? start
  const kept = receiving.replay && number === receiving.from.number ? receiving.from : point
  await receiving.file.close()
  Object.assign(receiving, await openAt(receiving.path, kept, receiving.replay))
  receiving.wireBytes = kept.wireBytes
  receiving.articles = kept.articles
}

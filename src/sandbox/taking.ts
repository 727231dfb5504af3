// The data of a file that a client sends: from the place where it goes on to the last byte, point by point.
// What it becomes at the end is reception.ts.

import { createHash } from 'node:crypto'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { makeFolderDurably } from '../disk/durable.ts'
import { forget } from '../lib/files/files.ts'
import { hashPrefix } from '../lib/files/hash-prefix.ts'
import { createHashingWriter, type HashingWriter } from '../lib/files/hashing-writer.ts'
import { bytesForm, fileBytesOfAll, type RecordForm, sizeOf } from '../pesit/data/records.ts'
import type { Diagnostic } from '../pesit/parameters/parameters.ts'
import type { SessionCommand } from '../pesit/session/commands.ts'
import { behave, leftOnPurpose, type Talk } from './conversation.ts'
import type { Point, Reception } from './store.ts'

export interface Intake {
  readonly reception: Reception
  readonly path: string
  readonly form: RecordForm
  /** The file is complete here already: what comes is compared, not kept. */
  readonly replay: boolean
  readonly from: Point
  file: FileHandle
  writer: HashingWriter
  wireBytes: number
  articles: number
  /** Points on their way to the disk, one after the other; what comes in meanwhile is taken all the same. */
  syncing: Promise<void>
}

export const start: Point = { number: 0, offsetBytes: 0, wireBytes: 0, articles: 0 }

export function formOf({ options }: Talk, virtualFile: string): RecordForm {
  return options.records?.[virtualFile] ?? bytesForm(options.articleBytes)
}

/** Where to go on: at the last durable point of a restart, else at the start with nothing kept. */
export async function openIntake(
  talk: Talk,
  reception: Reception,
  restarted: boolean,
): Promise<Intake> {
  const part = talk.mailbox.partOf(reception)
  await makeFolderDurably(`${talk.options.folder}/incoming`)
  const replay = reception.state === 'committed'
  const path = replay ? `${part}.again` : part
  const kept = restarted ? await keptPoint(reception, replay ? reception.path : path) : start
  if (replay || kept.number === 0) await forget(path)
  if (!restarted && !replay)
    await talk.store.write({ kind: 'reception', reception: { ...reception, points: [] } })
  return {
    reception: talk.store.receptions.get(reception.key) ?? reception,
    path,
    form: formOf(talk, reception.virtualFile),
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
): Promise<Pick<Intake, 'file' | 'writer'>> {
  const file = await open(path, replay || number === 0 ? 'w+' : 'r+', 0o600)
  const hash = createHash('sha256')
  if (!replay && offsetBytes > 0) {
    await file.truncate(offsetBytes)
    await hashPrefix(file, hash, offsetBytes)
  }
  const shift = replay ? offsetBytes : 0
  return { file, writer: createHashingWriter(file, { offset: offsetBytes, hash, shift }) }
}

async function keptPoint(reception: Reception, path: string): Promise<Point> {
  try {
    const { size } = await stat(path)
    return reception.points.filter(({ offsetBytes }) => offsetBytes <= size).at(-1) ?? start
  } catch {
    return start
  }
}

/** Resolves with what ended the data: TRANS.END with its count, or null when the file was closed before. */
export async function takeData(
  talk: Talk,
  taken: Intake,
): Promise<{ readonly byteCount: number | undefined } | null> {
  const { line } = talk
  for (;;) {
    const event = await line.next()
    switch (event.type) {
      case 'data':
        await take(talk, taken, event)
        break
      case 'sync-received':
        if (await behave(talk, 'sync', refusalOfPoint, taken.writer.bytes))
          keepPoint(talk, taken, event.number)
        break
      case 'resync-requested':
        await goBack(taken, event.restartPoint)
        await line.command({ type: 'accept-resync', restartPoint: event.restartPoint })
        break
      case 'resync-acknowledged':
        await goBack(taken, event.restartPoint)
        break
      case 'data-ended':
        await behave(talk, 'data-end', (diagnostic) => ({
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
        throw leftOnPurpose
      default:
        break
    }
  }
}

/**
 * Nothing says no to a sync point in particular: ABORT for reasons of the connection, IDT for those of the
 * file.
 */
function refusalOfPoint(diagnostic: Diagnostic): SessionCommand {
  return diagnostic.type === 3
    ? { type: 'abort', diagnostic }
    : { type: 'interrupt', diagnostic, endCode: 4 }
}

async function take(
  talk: Talk,
  taken: Intake,
  event: {
    readonly pieces: readonly Uint8Array[]
    readonly dataBytes: number
    readonly articles: number
  },
): Promise<void> {
  const pieces = fileBytesOfAll(event.pieces, taken.form)
  await taken.writer.write(pieces, sizeOf(pieces))
  taken.wireBytes += event.dataBytes
  taken.articles += event.articles
  const interrupt = (diagnostic: { readonly type: number; readonly reason: number }) =>
    ({ type: 'interrupt', diagnostic, endCode: 4 }) as const
  await behave(talk, 'data', interrupt, taken.writer.bytes)
}

/** Durable, recorded, acknowledged, in this order; the next data is taken in meanwhile. */
function keepPoint(talk: Talk, taken: Intake, number: number): void {
  const { wireBytes, articles } = taken
  const point = { number, offsetBytes: taken.writer.bytes, wireBytes, articles }
  const { key } = taken.reception
  const keep = async () => {
    if (!taken.replay) {
      await taken.writer.flush()
      await taken.file.datasync()
      await talk.locks.whileHeld(key, talk.line, () =>
        talk.store.write({ kind: 'reception-point', key, point }),
      )
    }
    await talk.line.command({ type: 'acknowledge-sync', number })
  }
  taken.syncing = taken.syncing.then(keep)
  // A failure is met where the end is asked for.
  taken.syncing.catch(() => undefined)
}

/** RESYN: what lies behind the point is cut off. */
async function goBack(taken: Intake, number: number): Promise<void> {
  await taken.syncing.catch(() => undefined)
  await taken.writer.flush()
  const point = taken.reception.points.find((one) => one.number === number) ?? start
  const kept = taken.replay && number === taken.from.number ? taken.from : point
  await taken.file.close()
  Object.assign(taken, await openAt(taken.path, kept, taken.replay))
  taken.wireBytes = kept.wireBytes
  taken.articles = kept.articles
}

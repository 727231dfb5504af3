// How the last life of the daemon ended, for a reader while no daemon runs: the log may be somewhere else, or
// on the disk that is full. One small file beside the ledger, written in its place, since a file that is
// there needs no room to be written over; and one in the service's runtime folder (in memory), for a disk
// that cannot be written at all. Nothing is decided by it: it is for people, and a file that cannot be
// written or read is passed over.

import { createHash } from 'node:crypto'
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export type LastWords =
  | { readonly kind: 'running' | 'stopped'; readonly atMs: number }
  /** `sentence`: what happened and what to do. */
  | {
      readonly kind: 'start-failed' | 'died'
      readonly atMs: number
      readonly code: string
      readonly sentence: string
    }

const lengthBytes = 4096
const runtimeFolder = '/run/pesit-drop'

type Environment = Readonly<Record<string, string | undefined>>

export function sayLastWords(
  dataFolder: string,
  words: LastWords,
  environment: Environment = process.env,
): void {
  // Never longer than the file: what is cut off is the end of a sentence.
  const sentence = 'sentence' in words ? { sentence: words.sentence.slice(0, 1500) } : {}
  const text = JSON.stringify({ ...words, ...sentence })
  for (const path of placesOf(dataFolder, environment)) writeOver(path, text)
}

/** The newest; null when nothing is known. */
export function readLastWords(
  dataFolder: string,
  environment: Environment = process.env,
): LastWords | null {
  const all = placesOf(dataFolder, environment).map(readOne)
  return all.reduce((newest, one) =>
    newest === null || (one !== null && one.atMs > newest.atMs) ? one : newest,
  )
}

function placesOf(dataFolder: string, environment: Environment): readonly string[] {
  const runtime = environment['RUNTIME_DIRECTORY']?.split(':')[0] ?? runtimeFolder
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 24)
  return [join(dataFolder, 'last-words.json'), join(runtime, `${name}.last-words.json`)]
}

function writeOver(path: string, text: string): void {
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW
    const file = openSync(path, flags, 0o640)
    try {
      const bytes = Buffer.alloc(lengthBytes, ' ')
      bytes.write(text)
      writeSync(file, bytes, 0, lengthBytes, 0)
    } finally {
      closeSync(file)
    }
  } catch {
    // The other place may do; the log and the exit code say it too.
  }
}

function readOne(path: string): LastWords | null {
  try {
    const read = JSON.parse(readFileSync(path, 'utf8')) as LastWords
    return typeof read.atMs === 'number' && typeof read.kind === 'string' ? read : null
  } catch {
    return null
  }
}

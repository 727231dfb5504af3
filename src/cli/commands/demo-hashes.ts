// The hashes at the end of a demo: at the source, at the bank, in the inbox.

import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'

export interface DemoPlaces {
  readonly bank: string
  readonly outbox: string
  readonly inbox: string
  readonly partner: string
}

export interface HashRow {
  readonly name: string
  readonly source: string
  readonly bank: string
  readonly inbox: string
  readonly same: boolean
}

interface Compared {
  readonly received: readonly { readonly path: string }[]
  readonly sources: readonly string[]
  readonly readFile: (path: string) => Promise<Buffer>
}

const shown = 12
const none = '–'

export async function compareHashes(
  places: DemoPlaces,
  { received, sources, readFile }: Compared,
): Promise<readonly HashRow[]> {
  const hashOf = async (path: string) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
  const atBank = await Promise.all(received.map(({ path }) => hashOf(path)))
  const out = await Promise.all(
    sources.map(async (path) => {
      const source = await hashOf(path)
      const copies = atBank.filter((hash) => hash === source).length
      return {
        name: basename(path),
        source: short(source),
        bank: copies === 0 ? 'missing' : short(source),
        inbox: none,
        same: copies === 1,
      }
    }),
  )
  const fetched = await Promise.all(
    (await filesBelow(join(places.bank, places.partner, 'fetched'))).map(async (path) => ({
      path,
      hash: await hashOf(path),
    })),
  )
  const inInbox = await Promise.all((await filesBelow(places.inbox)).map(hashOf))
  const back = fetched.map(({ path, hash }) => {
    const copies = inInbox.filter((one) => one === hash).length
    return {
      name: basename(path).replace(/^\d+-/, ''),
      source: none,
      bank: short(hash),
      inbox: copies === 0 ? 'missing' : short(hash),
      same: copies === 1,
    }
  })
  return [...out, ...back]
}

function short(hash: string): string {
  return hash.slice(0, shown)
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.pesit-drop'))
    .map((entry) => join(entry.parentPath, entry.name))
}

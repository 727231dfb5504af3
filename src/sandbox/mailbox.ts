// The bank's files: what clients sent, by client and virtual file, and what waits for them. A person may
// drop a file into `<client>/offers/<virtual file>/` and the next SELECT offers it.

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pesitDate } from '../bank/identity.ts'
import { newId } from '../lib/id.ts'
import { codeOf, makeFolderDurably, moveDurably } from '../lib/files.ts'
import { createCheck } from '../preflight/check.ts'
import { statementFor } from '../preflight/statement.ts'
import type { SandboxOptions } from './options.ts'
import type { Offer, Reception, Store } from './store.ts'

export interface Mailbox {
  /** Where a reception's bytes are while they come in. */
  partOf(reception: Reception): string
  /** The next file of this name for this client: dropped by a person, made by us, or offered before and never fetched. */
  nextOffer(partner: string, virtualFile: string): Promise<Offer | null>
  offerByNumber(partner: string, transferNumber: number): Offer | null
  /** Gives a whole file its place. The caller has fsynced it. */
  publish(reception: Reception, part: string): Promise<string>
  delivered(offer: Offer): Promise<void>
  /** Answers a valid pain.001 with a statement. */
  answer(reception: Reception): Promise<void>
}

export function openMailbox(options: SandboxOptions, store: Store): Mailbox {
  const { folder } = options
  const offersFolder = (partner: string, virtualFile: string) =>
    join(folder, partner, 'offers', virtualFile)
  /** Files that a session is fetching now are reserved for it. */
  let lastNumber = [...store.offers.values()].reduce(
    (highest, { transferNumber }) => Math.max(highest, transferNumber),
    0,
  )

  const makeOffer = async (partner: string, virtualFile: string, name: string): Promise<Offer> => {
    const path = join(offersFolder(partner, virtualFile), name)
    const { size, mtimeMs } = await stat(path)
    lastNumber += 1
    const creationDate = pesitDate(mtimeMs, 'Europe/Paris')
    const offer: Offer = {
      id: newId(),
      partner,
      virtualFile,
      transferNumber: lastNumber,
      name,
      path,
      sizeBytes: size,
      creationDate,
      state: 'offered',
      points: [],
    }
    await store.write({ kind: 'offer', offer })
    return offer
  }
  return {
    partOf: (reception) => join(folder, 'incoming', reception.id),
    async nextOffer(partner, virtualFile) {
      const open = [...store.offers.values()].find(
        (offer) =>
          offer.partner === partner &&
          offer.virtualFile === virtualFile &&
          offer.state === 'offered',
      )
      if (open !== undefined) return open
      const known = new Set(
        [...store.offers.values()]
          .filter(({ state }) => state === 'offered')
          .map(({ path }) => path),
      )
      const names = (await namesIn(offersFolder(partner, virtualFile))).filter(
        (name) => !known.has(join(offersFolder(partner, virtualFile), name)),
      )
      const [first] = names
      return first === undefined ? null : makeOffer(partner, virtualFile, first)
    },
    offerByNumber: (partner, transferNumber) =>
      [...store.offers.values()].find(
        (offer) => offer.partner === partner && offer.transferNumber === transferNumber,
      ) ?? null,
    async publish(reception, part) {
      const place = join(folder, reception.partner, 'received', reception.virtualFile)
      await makeFolderDurably(place)
      const path = join(place, `${reception.id}-${safe(reception.label)}`)
      await moveDurably(part, path)
      return path
    },
    async delivered(offer) {
      const place = join(folder, offer.partner, 'fetched', offer.virtualFile)
      await makeFolderDurably(place)
      const path = join(place, `${offer.transferNumber}-${offer.name}`.slice(-200))
      await store.write({ kind: 'offer', offer: { ...offer, state: 'delivered', path } })
      await moveDurably(offer.path, path)
    },
    async answer(reception) {
      if (options.statements === null) return
      const check = createCheck({ expected: ['pain.001'] })
      for await (const chunk of createReadStream(reception.path)) check.push(chunk as Buffer)
      const { verdict, pain } = check.finish()
      if (verdict !== 'pass' || pain === null) return
      const place = offersFolder(reception.partner, options.statements)
      await makeFolderDurably(place)
      const statementId = `STM-${reception.sha256.slice(0, 16)}`
      const text = statementFor({ pain, statementId, bookedAt: new Date().toISOString() })
      const temporary = join(place, `.${statementId}`)
      await writeFile(temporary, text)
      await moveDurably(temporary, join(place, `${statementId}.xml`))
    },
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

function safe(label: string): string {
  return label.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 100) || 'file'
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

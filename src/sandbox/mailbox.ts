// The files of the bank, by client and virtual file: those that clients sent, and those that are offered to
// them. A person may drop a file into `<client>/offers/<virtual file>/`, and the next SELECT offers it.

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pesitDate } from '../bank/native/identity.ts'
import { newId } from '../lib/id.ts'
import { failpoint } from '../lib/failpoint.ts'
import { makeFolderDurably, moveDurably } from '../disk/durable.ts'
import { systemErrorCode, pathExists } from '../lib/files/files.ts'
import { createCheck } from '../preflight/check.ts'
import { statementFor } from '../preflight/statement.ts'
import type { SandboxOptions } from './options.ts'
import type { SandboxOffer, SandboxReception, Store } from './store.ts'

export interface Mailbox {
  /** The path of a file while it is being received. */
  partOf(reception: SandboxReception): string
  /**
   * The next file of this name for this client: offered before and not fetched, or new (dropped by a person
   * or made by us).
   */
  nextOffer(partner: string, virtualFile: string): Promise<SandboxOffer | null>
  /**
   * For a bank that keeps offering files: one that was never offered, else the one that was offered longest
   * ago, under a new number.
   */
  anyOffer(
    partner: string,
    virtualFile: string,
    how: { readonly dated: boolean },
  ): Promise<SandboxOffer | null>
  offerByNumber(partner: string, transferNumber: number): SandboxOffer | null
  /** Moves a complete file to its place. The caller has fsynced it. */
  publish(reception: SandboxReception, part: string): Promise<string>
  delivered(offer: SandboxOffer): Promise<void>
  /** Answers a valid pain.001 with a statement. */
  answer(reception: SandboxReception): Promise<void>
}

export async function openMailbox(options: SandboxOptions, store: Store): Promise<Mailbox> {
  const mailbox = new FolderMailbox(options, store)
  await mailbox.finishMoves()
  await mailbox.finishReceptions()
  return mailbox
}

class FolderMailbox implements Mailbox {
  private readonly options: SandboxOptions
  private readonly store: Store
  private lastNumber: number
  /** Files recorded as delivered that are not moved yet. */
  private readonly moving = new Set<string>()

  constructor(options: SandboxOptions, store: Store) {
    this.options = options
    this.store = store
    this.lastNumber = Math.max(
      0,
      ...[...store.offers.values()].map(({ transferNumber }) => transferNumber),
    )
  }

  partOf({ id }: SandboxReception): string {
    return join(this.options.folder, 'incoming', id)
  }

  async nextOffer(partner: string, virtualFile: string): Promise<SandboxOffer | null> {
    const open = [...this.store.offers.values()].filter(({ state }) => state === 'offered')
    const waiting = open.find(
      (offer) => offer.partner === partner && offer.virtualFile === virtualFile,
    )
    if (waiting !== undefined) return waiting
    const folder = this.offersFolder(partner, virtualFile)
    const known = new Set([...open.map(({ path }) => path), ...this.moving])
    const name = (await namesIn(folder)).find((one) => !known.has(join(folder, one)))
    return name === undefined ? null : this.makeOffer(partner, virtualFile, name)
  }

  async anyOffer(
    partner: string,
    virtualFile: string,
    { dated }: { readonly dated: boolean },
  ): Promise<SandboxOffer | null> {
    const open = [...this.store.offers.values()].filter(
      (offer) =>
        offer.state === 'offered' && offer.partner === partner && offer.virtualFile === virtualFile,
    )
    const folder = this.offersFolder(partner, virtualFile)
    const known = new Set([...open.map(({ path }) => path), ...this.moving])
    const name = (await namesIn(folder)).find((one) => !known.has(join(folder, one)))
    if (name !== undefined) return this.makeOffer(partner, virtualFile, name)
    const [oldest] = open.sort((a, b) => a.transferNumber - b.transferNumber)
    if (oldest === undefined) return null
    this.lastNumber += 1
    const creationDate = dated ? pesitDate(Date.now(), 'Europe/Paris') : oldest.creationDate
    const offer: SandboxOffer = {
      ...oldest,
      transferNumber: this.lastNumber,
      creationDate,
      points: [],
    }
    await this.store.write({ kind: 'offer', offer })
    return offer
  }

  offerByNumber(partner: string, transferNumber: number): SandboxOffer | null {
    const offers = [...this.store.offers.values()]
    return (
      offers.find(
        (offer) => offer.partner === partner && offer.transferNumber === transferNumber,
      ) ?? null
    )
  }

  async publish(reception: SandboxReception, part: string): Promise<string> {
    const path = this.placeOf(reception)
    await makeFolderDurably(dirname(path))
    await moveDurably(part, path)
    return path
  }

  private placeOf({ partner, virtualFile, id, label }: SandboxReception): string {
    return join(this.options.folder, partner, 'received', virtualFile, `${id}-${safe(label)}`)
  }

  async delivered(offer: SandboxOffer): Promise<void> {
    const place = join(this.options.folder, offer.partner, 'fetched', offer.virtualFile)
    await makeFolderDurably(place)
    const path = join(place, `${offer.transferNumber}-${offer.name}`.slice(-200))
    this.moving.add(offer.path)
    await this.store.write({ kind: 'offer', offer: { ...offer, state: 'delivered', path } })
    failpoint('bank.delivering')
    await moveDurably(offer.path, path)
    failpoint('bank.delivered')
    this.moving.delete(offer.path)
  }

  /** After a crash, a delivered file may still be where it would be offered again, under another number. */
  async finishMoves(): Promise<void> {
    for (const { state, path, partner, virtualFile, name } of this.store.offers.values()) {
      if (state !== 'delivered' || (await pathExists(path))) continue
      const left = join(this.offersFolder(partner, virtualFile), name)
      if (await pathExists(left)) await moveDurably(left, path)
    }
  }

  /**
   * After a crash, a file may be complete and in its place without being recorded as such. A client that
   * resumes it must learn that it is here, not that it is wanted from its start.
   */
  async finishReceptions(): Promise<void> {
    for (const reception of this.store.receptions.values()) {
      if (reception.state === 'committed' || (await pathExists(this.partOf(reception)))) continue
      const path = this.placeOf(reception)
      if (!(await pathExists(path))) continue
      const { size } = await stat(path)
      const done = {
        state: 'committed',
        sizeBytes: size,
        sha256: await sha256OfFile(path),
        path,
      } as const
      await this.store.write({ kind: 'reception', reception: { ...reception, ...done } })
    }
  }

  async answer(reception: SandboxReception): Promise<void> {
    const { statements } = this.options.files
    if (statements === null) return
    const check = createCheck({ expected: ['pain.001'] })
    for await (const chunk of createReadStream(reception.path)) check.push(chunk as Buffer)
    const { verdict, pain } = check.finish()
    if (verdict !== 'pass' || pain === null) return
    const place = this.offersFolder(reception.partner, statements)
    await makeFolderDurably(place)
    const statementId = `STM-${reception.sha256.slice(0, 16)}`
    const temporary = join(place, `.${statementId}`)
    await writeFile(
      temporary,
      statementFor({ pain, statementId, bookedAt: new Date().toISOString() }),
    )
    await moveDurably(temporary, join(place, `${statementId}.xml`))
  }

  private offersFolder(partner: string, virtualFile: string): string {
    return join(this.options.folder, partner, 'offers', virtualFile)
  }

  private async makeOffer(
    partner: string,
    virtualFile: string,
    name: string,
  ): Promise<SandboxOffer> {
    const path = join(this.offersFolder(partner, virtualFile), name)
    const { size: sizeBytes, mtimeMs } = await stat(path)
    this.lastNumber += 1
    const creationDate = pesitDate(mtimeMs, 'Europe/Paris')
    const made = {
      id: newId(),
      partner,
      virtualFile,
      transferNumber: this.lastNumber,
      name,
      path,
      sizeBytes,
      creationDate,
    }
    const offer: SandboxOffer = { ...made, state: 'offered', points: [] }
    await this.store.write({ kind: 'offer', offer })
    return offer
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort()
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return []
    throw error
  }
}

function safe(label: string): string {
  return label.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 100) || 'file'
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

// What tests do with a road and see of it: files dropped and offered, the ledger read while the daemon runs,
// waiting for states, and counting what arrived.

import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { Transfer } from '../../../src/journey/transfer.ts'
import type { Condition } from '../../../src/ledger/contract/conditions.ts'
import type { Ledger } from '../../../src/ledger/ledger.ts'
import { openLedgerToRead } from '../../../src/ledger/open.ts'
import type { Sandbox } from '../../../src/sandbox/start.ts'
import { type CliResult, runCli } from './cli.ts'
import { partner, type RoadPlaces } from './configuration.ts'
import { sha256 } from './content.ts'

export interface RoadActs {
  /** Moves a complete file into the outbox. */
  drop(name: string, content: Uint8Array | string): void
  /** Moves a complete file to where the bank offers it as RELEVES. */
  offer(name: string, content: Uint8Array | string): void
  /** Reads the ledger while the daemon runs. */
  reading<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>
  transfers(): Promise<readonly Transfer[]>
  /** The sentences of the facts of a transfer, oldest first. */
  facts(id: string): Promise<readonly string[]>
  /** Waits until the transfer of this name is in one of these states. */
  until(name: string, ...states: string[]): Promise<Transfer>
  untilCondition(code: string): Promise<Condition>
  /** Waits until there is no condition. */
  untilWell(): Promise<void>
  /** Waits until there are this many files in the inbox; their names. */
  untilInbox(count: number): Promise<readonly string[]>
  inInbox(): readonly string[]
  /** How many files with this content the bank has. */
  copies(content: Uint8Array | string): number
  /** Waits until a start of a daemon owns the outbox. */
  untilOwned(): Promise<void>
  /** The sign of life of the owner of the outbox: its path and its content. */
  signOfLife(): {
    readonly path: string
    readonly sign: { readonly number: number; readonly mark: string; readonly stopped: boolean }
  }
  /** A command of the real program with this road's configuration. */
  cli(...args: string[]): Promise<CliResult>
}

export function actsOn(places: RoadPlaces & { readonly config: string }, bank: Sandbox): RoadActs {
  const reading = async <T>(work: (ledger: Ledger) => Promise<T>): Promise<T> => {
    const ledger = openLedgerToRead({ folder: places.data })
    try {
      return await work(ledger)
    } finally {
      await ledger.close()
    }
  }
  const transfers = () => reading((ledger) => ledger.list({ order: 'oldest', limit: 10_000 }))
  const conditions = () => reading((ledger) => ledger.conditions())
  const inInbox = () => readdirSync(places.inbox).filter((name) => !name.startsWith('.pesit-drop'))
  const ownerFolder = join(places.outbox, '.pesit-drop', 'owner')
  return {
    drop: (name, content) => putWhole(places.folder, join(places.outbox, name), content),
    offer: (name, content) =>
      putWhole(places.folder, join(bank.offersFolder(partner, 'RELEVES'), name), content),
    reading,
    transfers,
    facts: (id) =>
      reading(async (ledger) =>
        (await ledger.facts({ transferId: id })).map(({ sentence }) => sentence),
      ),
    until: (name, ...states) =>
      vi.waitFor(async () => {
        const found = (await transfers()).filter(
          (transfer) => transfer.name === name || transfer.pesit?.label === name,
        )
        const match = found.find(({ state }) => states.includes(state))
        if (match !== undefined) return match
        const seen = found.map(({ state, reason }) => `${state} (${reason})`).join(', ')
        throw new Error(`${name} is ${seen || 'not there'}`)
      }, atIntervals),
    untilCondition: (code) =>
      vi.waitFor(async () => {
        const found = await conditions()
        const match = found.find((condition) => condition.code === code)
        if (match !== undefined) return match
        throw new Error(`${code} is not among ${found.map((one) => one.code).join(', ')}`)
      }, atIntervals),
    untilWell: () =>
      vi.waitFor(async () => {
        const found = await conditions()
        if (found.length > 0) throw new Error(found.map(({ sentence }) => sentence).join(' '))
      }, atIntervals),
    untilInbox: (count) =>
      vi.waitFor(() => {
        const names = inInbox()
        if (names.length < count) throw new Error(`${names.length} of ${count} in the inbox`)
        return names
      }),
    inInbox,
    copies: (content) => bank.received().filter((file) => file.sha256 === sha256(content)).length,
    untilOwned: () =>
      vi.waitFor(() => {
        const isOwned = readdirSync(ownerFolder).some((one) => one.endsWith('.json'))
        if (!isOwned) throw new Error('nobody owns the outbox')
      }),
    signOfLife() {
      const name = readdirSync(ownerFolder).find((one) => one.endsWith('.alive'))
      const path = join(ownerFolder, name ?? 'nobody.alive')
      const sign = JSON.parse(readFileSync(path, 'utf8')) as ReturnType<
        RoadActs['signOfLife']
      >['sign']
      return { path, sign }
    },
    cli: (...args) => runCli([...args, '--config', places.config]),
  }
}

/** Each look opens the ledger, which costs milliseconds of processor time. */
const atIntervals = { interval: 40 }

/** The file appears whole: it is written elsewhere on the same disk and renamed. */
function putWhole(folder: string, path: string, content: Uint8Array | string): void {
  const place = join(path, '..')
  const near = statSync(place).dev === statSync(folder).dev ? folder : place
  const temporary = join(near, '.being-written')
  writeFileSync(temporary, content)
  renameSync(temporary, path)
}

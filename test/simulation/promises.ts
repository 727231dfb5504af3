// The promises P1 to P5 of the design, as far as a run can break them, looked at after every step that
// changed something. They are asked of the disks and of the rows themselves, never of what the program says
// of them.

import type { DatabaseSync } from '@photostructure/sqlite'
import type { Disk, Inode } from './world/disk.ts'

export interface Row {
  readonly id: string
  readonly direction: 'out' | 'in'
  readonly state: string
  readonly name: string
  readonly look: string
  readonly sha256: string | null
  readonly reason: string
  readonly code: string
  readonly due_ms: number | null
  readonly last_sync: number
  /** PI 13 of its identity. */
  readonly number: number | null
}

export interface Dropped {
  readonly name: string
  /** What it orders, where others may order the same in other bytes; null once a power cut tore it. */
  payments: string | null
  /** Whole, as it was dropped; of a writer that did not sync, what a power cut left. */
  content: Buffer
  /** Complete in the outbox: from here on it is promised. */
  complete: boolean
  /** Its writer had it on disk. */
  synced: boolean
  /** Its writer died over it. */
  isLost: boolean
}

export interface Offered {
  readonly content: Buffer
  readonly name: string
}

export interface Watch {
  /** Looks at everything; what is broken, in words. */
  look(): void
  readonly broken: string[]
  /** Contents that the bank has or had, by how many files. */
  publishedCount(content: Buffer): number
  rows(): readonly Row[]
  /** The content of a row's file, where the world knows it. */
  contentOf(row: Row): Buffer | null
  /** A person allowed one more of it, or the bank denied what it has. */
  allow(content: Buffer): void
  /** A person let bytes go of which they were told that they are torn. */
  accept(sha256: string): void
  isAccepted(sha256: string | null): boolean
  forgive(): void
  /**
   * The data folder went back to a copy: what the bank has may be nowhere here, and rows know less than there
   * is.
   */
  rolledBack(): void
  /** What was not durable yet may be gone from the inbox, by right. */
  powerCut(): void
  /** A power cut changed what a careless writer had not synced: two halves of one file may be about. */
  contentsChanged(): void
  taken(content: Buffer): void
  isAtBank(content: Buffer): boolean
}

export interface Scene {
  readonly ours: Disk
  readonly banks: Disk
  readonly dropped: Dropped[]
  readonly offered: Offered[]
  readonly hash: (bytes: Buffer) => string
  readonly plan: {
    readonly bankForgets: boolean
    readonly bankRepeats: string | null
    readonly clockJumps: readonly unknown[]
  }
}

const outFolders = ['/out', '/data'] as const
const receivedFolder = '/bank/MON/received/VIREMENTS'
const fetchedFolder = '/bank/MON/fetched/RELEVES'
export const offersFolder = '/bank/MON/offers/RELEVES'

export function watchOver(scene: Scene): Watch {
  const broken: string[] = []
  /** By content: the names under which the bank ever showed it. */
  const published = new Map<Buffer, Set<string>>()
  const lost = new Map<Buffer, number>()
  const allowed = new Map<Buffer, number>()
  const taken = new Map<Buffer, number>()
  const accepted = new Set<string>()
  let shown = new Map<string, Buffer>()
  const numbers = new Map<string, number | null>()
  let inInbox = new Set<Buffer>()
  let isForgiven = false
  let isTorn = false
  let isRolledBack = false
  let versions = ''
  const say = (text: string) => {
    if (!broken.includes(text)) broken.push(text)
  }
  const known = contentsOf(scene)
  const rows = rowsIn(scene.ours)

  const lookAtBank = () => {
    const now = new Map<string, Buffer>()
    for (const [name, inode] of entriesOf(scene.banks, receivedFolder)) {
      const before = shown.get(name)
      const content = before ?? known.identify(inode.bytes)
      if (content === null) {
        // A bank whose disk lies may show torn what it had whole.
        if (scene.plan.bankForgets || accepted.has(scene.hash(inode.bytes))) continue
        say(
          `P3: the bank was given bytes that nobody dropped (${name}, ${inode.bytes.length} bytes)`,
        )
        continue
      }
      now.set(name, content)
      published.set(content, (published.get(content) ?? new Set()).add(name))
    }
    for (const [name, content] of shown)
      if (!now.has(name)) lost.set(content, (lost.get(content) ?? 0) + 1)
    shown = now
    for (const [content, names] of published) {
      const most = 1 + (lost.get(content) ?? 0) + (allowed.get(content) ?? 0)
      if (names.size > most && !isForgiven)
        say(`P2: the bank has ${names.size} of ${known.nameOf(content)}, ${most} at most may be`)
    }
    lookAtPayments()
  }
  /** What is paid counts, whatever the bytes in which it was ordered. */
  const lookAtPayments = () => {
    for (const payments of new Set(scene.dropped.map((drop) => drop.payments))) {
      if (payments === null || isForgiven) continue
      const equals = new Set(
        scene.dropped.filter((drop) => drop.payments === payments).map(({ content }) => content),
      )
      const sum = (of: (content: Buffer) => number) =>
        [...equals].reduce((total, content) => total + of(content), 0)
      const paid = sum((content) => published.get(content)?.size ?? 0)
      const most = 1 + sum((content) => (lost.get(content) ?? 0) + (allowed.get(content) ?? 0))
      if (paid > most)
        say(`P2: the bank was told ${paid} times to pay ${payments}, ${most} at most may be`)
    }
  }
  const lookAtOutgoing = () => {
    const visible = contentsIn(scene.ours, known, false)
    const durable = contentsIn(scene.ours, known, true)
    for (const drop of scene.dropped) {
      if (!drop.complete || (isRolledBack && published.has(drop.content))) continue
      const content = known.identify(drop.content) ?? drop.content
      if (!visible.has(content) && drop.synced) say(`P1: ${drop.name} is nowhere`)
      if (!durable.has(content) && drop.synced) say(`P1: a power cut now would lose ${drop.name}`)
    }
    for (const row of rows()) {
      if (row.direction === 'out') outgoing(row, durable)
    }
  }
  const outgoing = (row: Row, durable: ReadonlySet<Buffer>) => {
    const content = known.bySha(row.sha256)
    if (content === null) {
      if (row.sha256 !== null && !isTorn)
        say(`P3: ${row.name} was sealed with bytes that nobody dropped`)
      return
    }
    // What it says of a file that the bank has is not to be relied on: it must not send it.
    if (isRolledBack && published.has(content)) return
    if (!durable.has(content)) say(`P1: ${row.name} is ${row.state}, and a power cut would lose it`)
    const atBank = published.has(content)
    const hasIt = [...shown.values()].includes(content)
    if (['sent', 'archived'].includes(row.state) && !atBank)
      say(`P5: ${row.name} is ${row.state}, and the bank never had it`)
    // A power cut may make two files of a careless writer the same bytes: as long, and all NUL.
    const alone = scene.dropped.filter((drop) => drop.content.equals(content)).length === 1
    const free = isForgiven || (allowed.get(content) ?? 0) > 0 || !alone
    if (neverAtBank.has(row.state) && hasIt && !free)
      say(`P2: ${row.name} is ${row.state}, and the bank has it`)
  }
  const lookAtRows = () => {
    const births = new Map<string, number>()
    for (const { direction, name } of rows())
      if (direction === 'out') births.set(name, (births.get(name) ?? 0) + 1)
    for (const row of rows()) {
      const before = numbers.get(row.id) ?? null
      // One that the bank does not know any more is given up first; nothing else ends an identity.
      if (!isRolledBack && before !== null && row.number !== null && before !== row.number)
        say(`P2: ${row.name} has another identity at each attempt (${before}, then ${row.number})`)
      numbers.set(row.id, row.number)
    }
    for (const [name, count] of births)
      if (count > 1 && !isTorn) say(`P2: ${name} has ${count} rows`)
  }
  /**
   * A bank whose disk forgot offers under another number: that is another offer, and both are shown (PeSIT E
   * §7.8).
   */
  const numbersOf = (content: Buffer) =>
    new Set(
      rows()
        .filter(({ direction, sha256 }) => direction === 'in' && known.bySha(sha256) === content)
        .map(({ number }) => number),
    ).size
  const lookAtInbox = () => {
    const visible = new Map<Buffer, number>(taken)
    for (const [name, inode] of entriesOf(scene.ours, '/in')) {
      // A try of what the folder allows, under a hidden name of ours, shows for an instant.
      if (inode.kind === 'folder' || name.startsWith('.pesit-drop')) continue
      const content = known.identifyOffer(inode.bytes)
      if (content === null) {
        say(`P4: the inbox shows ${name}, ${inode.bytes.length} bytes of no whole statement`)
        continue
      }
      visible.set(content, (visible.get(content) ?? 0) + 1)
    }
    for (const [name, inode] of scene.ours.root.entries.get('in')?.durableEntries ?? []) {
      if (inode.kind === 'folder' || name.startsWith('.pesit-drop')) continue
      if (inode.durable === null || known.identifyOffer(inode.durable) === null)
        say(`P4: a power cut now would show a part of a statement as ${name}`)
    }
    for (const content of inInbox)
      if (!visible.has(content)) say(`P4: ${known.nameOf(content)} was replaced in the inbox`)
    inInbox = new Set(visible.keys())
    for (const [content, count] of visible) {
      const offers = scene.offered.filter((offer) => offer.content === content).length
      if (count > (isTold(scene.plan) ? offers : Math.max(offers, numbersOf(content))))
        say(`P4: ${known.nameOf(content)} was shown ${count} times`)
    }
    const durable = durablyHeld(scene.ours, known)
    for (const [, inode] of entriesOf(scene.banks, fetchedFolder)) {
      const content = known.identifyOffer(inode.bytes)
      if (content !== null && !durable.has(content) && !taken.has(content))
        say(
          `P4: the bank counts ${known.nameOf(content)} as fetched, and a power cut would lose it`,
        )
    }
  }
  return {
    broken,
    look() {
      const now = `${scene.ours.version}/${scene.banks.version}`
      if (now === versions) return
      versions = now
      lookAtBank()
      lookAtOutgoing()
      lookAtRows()
      lookAtInbox()
    },
    publishedCount: (content) => published.get(content)?.size ?? 0,
    rows,
    contentOf: (row) => known.bySha(row.sha256),
    allow: (content) => allowed.set(content, (allowed.get(content) ?? 0) + 1),
    accept: (sha256) => void accepted.add(sha256),
    isAccepted: (sha256) => accepted.has(sha256 ?? ''),
    rolledBack: () => {
      isRolledBack = true
    },
    forgive: () => {
      isForgiven = true
    },
    powerCut: () => {
      inInbox = new Set()
    },
    contentsChanged: () => {
      isTorn = true
      known.forget()
    },
    taken: (content) => taken.set(content, (taken.get(content) ?? 0) + 1),
    isAtBank: (content) => [...shown.values()].includes(content),
  }
}

/** While a file is in one of these the bank surely does not have it. */
const neverAtBank: ReadonlySet<string> = new Set([
  'claimed',
  'sealed',
  'rejected',
  'replaced',
  'queued',
  'sending',
  'waiting',
  'failed',
  'cancelled',
])

interface Known {
  /** The contents have changed. */
  forget(): void
  identify(bytes: Buffer): Buffer | null
  identifyOffer(bytes: Buffer): Buffer | null
  bySha(sha256: string | null): Buffer | null
  nameOf(content: Buffer): string
}

/** Which of the contents of this run some bytes are. Bytes never change: a write makes new ones. */
function contentsOf({ dropped, offered, hash }: Scene): Known {
  let seen = new WeakMap<Buffer, Buffer | null>()
  const hashes = new Map<Buffer, string>()
  const among = (all: readonly { readonly content: Buffer }[], bytes: Buffer): Buffer | null => {
    const before = seen.get(bytes)
    if (before !== undefined) return before
    const found = all.find(({ content }) => content.equals(bytes))?.content ?? null
    seen.set(bytes, found)
    return found
  }
  const hashOf = (content: Buffer): string => {
    const before = hashes.get(content)
    if (before !== undefined) return before
    hashes.set(content, hash(content))
    return hashes.get(content) ?? ''
  }
  const all = () => [...dropped, ...offered]
  return {
    forget() {
      seen = new WeakMap()
    },
    identify: (bytes) => among(all(), bytes),
    identifyOffer: (bytes) => among(all(), bytes),
    bySha: (sha256) =>
      sha256 === null
        ? null
        : (all().find(({ content }) => hashOf(content) === sha256)?.content ?? null),
    nameOf: (content) => all().find((one) => one.content === content)?.name ?? '?',
  }
}

/**
 * Numbers say nothing at a bank that numbers anew; only a clock that jumps may part what belongs together.
 */
function isTold({ bankForgets, bankRepeats, clockJumps }: Scene['plan']): boolean {
  return bankRepeats !== null && !bankForgets && clockJumps.length === 0
}

function entriesOf(disk: Disk, path: string): readonly [string, Inode][] {
  try {
    return disk.list(path)
  } catch {
    return []
  }
}

function contentsIn(disk: Disk, known: Known, durably: boolean): Set<Buffer> {
  const found = new Set<Buffer>()
  for (const folder of outFolders) {
    const inode = (durably ? disk.root.durableEntries : disk.root.entries).get(folder.slice(1))
    if (inode === undefined) continue
    for (const file of disk.files(inode, durably)) {
      const bytes = durably ? file.durable : file.bytes
      const content = bytes === null ? null : known.identify(bytes)
      if (content !== null) found.add(content)
    }
  }
  return found
}

function durablyHeld(disk: Disk, known: Known): Set<Buffer> {
  const found = new Set<Buffer>()
  for (const file of disk.files(disk.root, true)) {
    const content = file.durable === null ? null : known.identifyOffer(file.durable)
    if (content !== null) found.add(content)
  }
  return found
}

/** What is stored as a message has its words in its code and its arguments. */
const why = "code || ' ' || reason_arguments"
const query = `SELECT id, direction, state, name, look, sha256, ${why} AS reason, code, due_ms, last_sync, json_extract(pesit, '$.transferNumber') AS number FROM transfers`

/** What is committed; read anew only after a commit. */
function rowsIn(disk: Disk): () => readonly Row[] {
  let known: readonly Row[] = []
  let commits = -1
  let read: { readonly database: Database; readonly rows: () => unknown[] } | null = null
  return () => {
    if (commits === disk.commits) return known
    const ledger = disk.root.entries.get('data')?.entries.get('ledger.db')
    const database = (ledger?.database ?? null) as Database | null
    if (database === null) return []
    if (read?.database !== database) {
      const statement = database.prepare(query)
      read = { database, rows: () => statement.all() }
    }
    commits = disk.commits
    known = read.rows() as Row[]
    return known
  }
}

type Database = InstanceType<typeof DatabaseSync>

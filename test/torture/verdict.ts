// The only verdict: what was dropped against what the banks have, what was offered against what the inboxes
// show, what the ledger says of both, and what is left lying about. Judged when all is quiet.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLedgerToRead } from '../../src/ledger/open.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import { receivedFolder } from './lives.ts'
import type { BankPlace, Dropped, World } from './world.ts'

const sha256Of = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
}

/** How often each content lies in a folder. */
function contents(folder: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of filesIn(folder)) {
    const sha256 = sha256Of(join(folder, name))
    counts.set(sha256, (counts.get(sha256) ?? 0) + 1)
  }
  return counts
}

export async function transfersOf({ data }: World): Promise<readonly Transfer[]> {
  if (!existsSync(join(data, 'ledger.db'))) return []
  const ledger = openLedgerToRead({ folder: data })
  try {
    return await ledger.list({ order: 'oldest', limit: 100_000 })
  } finally {
    await ledger.close()
  }
}

const restsWithAPerson = ['held', 'in-doubt', 'rejected', 'replaced', 'failed', 'cancelled']

/** Whether nothing moves by itself any more. */
export async function isQuiet(world: World): Promise<boolean> {
  const transfers = await transfersOf(world).catch(() => null)
  if (transfers === null) return false
  const out = transfers.filter(({ direction }) => direction === 'out')
  const isSettled = ({ state, dueMs, bank }: Transfer) =>
    state === 'archived' ||
    (restsWithAPerson.includes(state) && (dueMs === null || bank === 'forgetful'))
  return (
    world.dropped.every(({ name }) => out.some((one) => one.name === name)) &&
    transfers.every(isSettled) &&
    world.banks.every(({ outbox }) => filesIn(outbox).length === 0) &&
    world.banks.every(
      (bank) => filesIn(join(bank.folder, 'MON_ENTREPRISE', 'offers', 'RELEVES')).length === 0,
    )
  )
}

/** What may never be seen, not for an instant: a part in an inbox, or a statement twice. */
export function wrongInInboxes(
  world: World,
  { mayBeEmpty = false, atRest = false },
): readonly string[] {
  return world.banks.flatMap(({ name: bank, inbox }) => {
    const known = new Set(
      world.offered.filter((one) => one.bank === bank).map(({ sha256 }) => sha256),
    )
    const seen = new Map<string, string>()
    return filesIn(inbox).flatMap((name) => {
      const path = join(inbox, name)
      const sha256 = sha256Of(path)
      if (mayBeEmpty && sha256 === emptySha256) return []
      // Hidden, and ours: a try of the folder that a kill left. The next start removes it.
      if (!atRest && ['.pesit-drop-probe', '.pesit-drop-owner'].includes(name)) return []
      if (!known.has(sha256)) return [`WRONG BYTES in the inbox: ${path}`]
      const other = seen.get(sha256)
      seen.set(sha256, name)
      return other === undefined ? [] : [`SHOWN TWICE in the inbox: ${other} and ${name}`]
    })
  })
}

const emptySha256 = createHash('sha256').digest('hex')

/** Everything that is not as promised; nothing when all is. */
export async function judge(world: World, program: string): Promise<readonly string[]> {
  const transfers = await transfersOf(world)
  return [
    ...world.banks.flatMap((bank) => judgeSent(world, bank, transfers)),
    ...judgePayments(world, transfers),
    ...wrongInInboxes(world, { atRest: true }),
    ...world.banks.flatMap((bank) => judgeReceived(world, bank)),
    ...world.banks.flatMap(judgeIdentities),
    ...judgeLeftovers(world, transfers),
    ...judgeChain(world, program),
  ]
}

function judgeSent(
  world: World,
  bank: BankPlace,
  transfers: readonly Transfer[],
): readonly string[] {
  const dropped = world.dropped.filter((one) => one.bank === bank.name)
  const atBank = contents(receivedFolder(bank))
  const known = new Set(dropped.map(({ sha256 }) => sha256))
  const strange = [...atBank.keys()].filter((sha256) => !known.has(sha256))
  return [
    ...strange.map((sha256) => `WRONG BYTES at ${bank.name}: ${sha256}`),
    ...dropped.flatMap((one) =>
      judgeOne(one, {
        copies: atBank.get(one.sha256) ?? 0,
        rows: transfers.filter((row) => row.direction === 'out' && row.name === one.name),
        twins: world.dropped.filter(
          ({ sha256, payments }) =>
            sha256 === one.sha256 || (payments !== null && payments === one.payments),
        ),
      }),
    ),
  ]
}

/** What equal files order is paid once, by whichever of them, at whichever bank. */
function judgePayments(world: World, transfers: readonly Transfer[]): readonly string[] {
  const atBanks = world.banks.map((bank) => contents(receivedFolder(bank)))
  const copiesOf = (sha256: string) =>
    atBanks.reduce((sum, bank) => sum + (bank.get(sha256) ?? 0), 0)
  return [...new Set(world.dropped.flatMap(({ payments }) => payments ?? []))].flatMap(
    (payments) => {
      const equals = world.dropped.filter((one) => one.payments === payments)
      const paid = equals.reduce((sum, { sha256 }) => sum + copiesOf(sha256), 0)
      const how = `${payments}, in ${equals.map(({ name }) => name).join(', ')}`
      if (paid > 1) return [`PAID ${paid} TIMES: ${how}`]
      const inDoubt = transfers.some(
        ({ name, state }) => state === 'in-doubt' && equals.some((one) => one.name === name),
      )
      return paid === 1 || inDoubt ? [] : [`NEVER PAID: ${how}`]
    },
  )
}

/** Exactly once at the bank, or held with a reason that this bank gives cause for. */
function judgeOne(
  { name, bank }: Dropped,
  found: {
    readonly copies: number
    readonly rows: readonly Transfer[]
    /** All that were dropped with these bytes or payments, itself among them. */
    readonly twins: readonly Dropped[]
  },
): readonly string[] {
  const { copies, rows, twins } = found
  const [row] = rows
  if (row === undefined) return [`LOST: ${name} has no row in the ledger`]
  if (rows.length > 1) return [`TWICE in the ledger: ${name}`]
  const how = `${name} is ${row.state} ${row.code} (${row.reason}), ${copies} at the bank`
  if (copies > 1) return [`DOUBLED: ${how}`]
  if (row.state === 'archived') return copies === 1 ? [] : [`LOST: ${how}`]
  // The first of the same bytes goes, each other one is held: which is first, the folder's order says.
  if (row.state === 'held' && row.code === 'DUPLICATE' && twins.length > 1) return []
  if (row.state === 'in-doubt' && bank === 'forgetful' && row.reason !== '') return []
  return [`STUCK: ${how}`]
}

function judgeReceived(world: World, { name: bank, inbox }: BankPlace): readonly string[] {
  const shown = contents(inbox)
  return world.offered
    .filter((one) => one.bank === bank && !shown.has(one.sha256))
    .map(({ name }) => `LOST: the statement ${name} of ${bank} is not in the inbox`)
}

/** One transfer is one transfer in the eyes of the bank. */
function judgeIdentities({ name, folder }: BankPlace): readonly string[] {
  const keys = new Map<string, Set<string>>()
  for (const line of readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n')) {
    if (!line.startsWith('{"kind":"reception","')) continue
    const { label, key } = receptionOf(line)
    if (label !== '') keys.set(label, (keys.get(label) ?? new Set()).add(key))
  }
  return [...keys]
    .filter(([, known]) => known.size > 1)
    .map(([label, known]) => `OTHER IDENTITY: ${name} saw ${label} as ${known.size} transfers`)
}

function receptionOf(line: string): { readonly label: string; readonly key: string } {
  try {
    const { reception } = JSON.parse(line) as { reception: { label: string; key: string } }
    return reception
  } catch {
    // Half a line, from a kill.
    return { label: '', key: '' }
  }
}

/** Copies in the inboxes' own folders that are not shown yet, or not tidied yet. */
export function stagedIn(world: World): readonly string[] {
  return world.banks.flatMap(({ inbox }) => filesIn(join(inbox, '.pesit-drop', 'incoming')))
}

function judgeLeftovers(world: World, transfers: readonly Transfer[]): readonly string[] {
  const over = new Set(transfers.filter(({ state }) => state === 'archived').map(({ id }) => id))
  const spool = filesIn(join(world.data, 'spool')).filter(
    (name) => /\.(tmp|part)$/.test(name) || over.has(name.replace(/\.meta$/, '')),
  )
  const incoming = stagedIn(world)
  return [
    ...spool.map((name) => `LEFT in the spool: ${name}`),
    ...incoming.map((name) => `LEFT in an inbox’s incoming: ${name}`),
    ...archivedFaults(world, transfers),
  ]
}

/** What is archived lies in the archive, with the bytes that were sealed or received. */
function archivedFaults(world: World, transfers: readonly Transfer[]): readonly string[] {
  const archive = join(world.data, 'archive')
  const days = existsSync(archive) ? readdirSync(archive) : []
  const paths = new Map(
    days.flatMap((day) =>
      filesIn(join(archive, day))
        .map((name) => [name.slice(0, 36), join(archive, day, name)] as const)
        .filter(([, path]) => !path.endsWith('.receipt.json')),
    ),
  )
  return transfers
    .filter(
      ({ state, code, sameAs, name }) =>
        state === 'archived' && code === '' && !(sameAs !== null && name === ''),
    )
    .flatMap(({ id, name, sha256 }) => {
      const path = paths.get(id)
      if (path === undefined) return [`LOST from the archive: ${name} ${id}`]
      return sha256Of(path) === sha256 ? [] : [`WRONG BYTES in the archive: ${path}`]
    })
}

function judgeChain(world: World, program: string): readonly string[] {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'audit', 'verify', '--config', world.config],
    { encoding: 'utf8' },
  )
  return status === 0 ? [] : [`BROKEN CHAIN: ${stdout}${stderr}`]
}

// After a load run: every file that was dropped is somewhere, none is at a bank twice, what the ledger calls
// sent is there, and no statement is shown twice or in part.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Transfer } from '../../src/journey/transfer.ts'
import { openLedgerToRead } from '../../src/ledger/open.ts'
import type { World } from './world.ts'

export async function audit(
  world: World,
  { console, allShown }: { readonly console: (line: string) => void; readonly allShown: boolean },
): Promise<readonly string[]> {
  const transfers = await allOf(world)
  const out = transfers.filter(({ direction }) => direction === 'out')
  const faults = [...lostFiles(world, out), ...atTheBanks(world, out), ...shown(world, allShown)]
  const states = new Map<string, number>()
  for (const { state, direction } of transfers)
    states.set(`${direction} ${state}`, (states.get(`${direction} ${state}`) ?? 0) + 1)
  console([...states].map(([state, count]) => `${count} ${state}`).join(', '))
  return faults
}

async function allOf({ data }: World): Promise<Transfer[]> {
  const ledger = openLedgerToRead({ folder: data })
  const all: Transfer[] = []
  try {
    for (let after = 0; ; ) {
      const page = await ledger.list({ order: 'oldest', after, limit: 10_000 })
      all.push(...page)
      const last = page.at(-1)
      if (last === undefined) return all
      after = last.sequence
    }
  } finally {
    await ledger.close()
  }
}

/** In its outbox, claimed and not written down yet, or in the ledger. */
function lostFiles({ outboxes, dropped }: World, out: readonly Transfer[]): readonly string[] {
  const seen = new Set(out.map(({ name }) => name))
  for (const { folder } of outboxes)
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
      seen.add(name.split('/').at(-1) ?? '')
  const lost = [...dropped.keys()].filter((name) => !seen.has(name))
  const twice = out.length - new Set(out.map(({ name }) => name)).size
  return [
    ...(lost.length > 0 ? [`${lost.length} files are lost: ${lost.slice(0, 5).join(', ')}`] : []),
    ...(twice > 0 ? [`${twice} files are in the ledger twice`] : []),
  ]
}

function atTheBanks({ banks }: World, out: readonly Transfer[]): readonly string[] {
  const copies = new Map<string, number>()
  for (const { sandbox } of banks)
    for (const { sha256 } of sandbox?.received() ?? [])
      copies.set(sha256, (copies.get(sha256) ?? 0) + 1)
  const doubled = [...copies.values()].filter((count) => count > 1).length
  const missing = out.filter(
    ({ state, sha256 }) => (state === 'sent' || state === 'archived') && !copies.has(sha256 ?? ''),
  ).length
  const odd = out.filter(({ state }) => ['held', 'failed', 'rejected', 'in-doubt'].includes(state))
  return [
    ...(doubled > 0 ? [`${doubled} files are at a bank twice`] : []),
    ...(missing > 0 ? [`${missing} files that are called sent are at no bank`] : []),
    ...odd.slice(0, 5).map(({ name, state, reason }) => `${name} is ${state}: ${reason}`),
  ]
}

function shown({ inboxes, offered }: World, all: boolean): readonly string[] {
  const counts = new Map<string, number>()
  const faults: string[] = []
  for (const { folder } of inboxes)
    for (const name of readdirSync(folder).filter((one) => one !== '.pesit-drop')) {
      const hash = createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex')
      if (offered.get(name) !== hash) faults.push(`${name} in ${folder} is not what was offered`)
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  const doubled = [...counts.values()].filter((count) => count > 1).length
  if (doubled > 0) faults.push(`${doubled} statements are shown twice`)
  if (all && counts.size < offered.size)
    faults.push(`${offered.size - counts.size} of ${offered.size} statements are not in an inbox`)
  return faults
}

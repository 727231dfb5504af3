// How a run must end once the faults are over: every file dropped is at the bank once, or waits for a person
// with a reason; every statement is in the inbox once; nothing of ours lies about.

import type { Row } from './promises.ts'
import type { Scene } from './scene.ts'
import type { Inode } from './world/disk.ts'

export interface Ending {
  /** What is not at its end yet, in words; null: all is. */
  open(): string | null
  /** What is wrong with the end. */
  wrong(): string[]
}

/** In order: who stands behind one of these waits for a person too, by design. */
const holdsUp: ReadonlySet<string> = new Set(['held', 'in-doubt'])

const ends: Readonly<Record<Row['direction'], readonly string[]>> = {
  out: ['archived', 'cancelled', 'rejected', 'replaced', 'held', 'failed', 'in-doubt'],
  in: ['archived', 'cancelled', 'failed', 'held'],
}

export function endingOf(scene: Scene): Ending {
  return {
    open() {
      if (scene.daemon === null) return 'the daemon does not run'
      // A bank that forgot may offer what it has not any more, for ever.
      const rows = scene.watch
        .rows()
        .filter(({ direction }) => direction === 'out' || !scene.plan.bankForgets)
      const isHeldUp = scene.plan.inOrder && rows.some(({ state }) => holdsUp.has(state))
      const moving = rows.find(
        (row) =>
          (!ends[row.direction].includes(row.state) &&
            !(isHeldUp && ['queued', 'waiting'].includes(row.state))) ||
          (row.state === 'in-doubt' && row.due_ms !== null && canBeAsked(scene, row)),
      )
      if (moving !== undefined) return `${moving.direction} ${moving.name} is ${moving.state}`
      return (isHeldUp ? null : missingRow(scene, rows)) ?? missingStatement(scene)
    },
    wrong: () => [...wrongRows(scene), ...leftovers(scene), ...unaccounted(scene)],
  }
}

function canBeAsked({ plan: { probe } }: Scene, { last_sync }: Row): boolean {
  return probe === 'always' || (probe === 'ifSynced' && last_sync > 0)
}

function missingRow({ dropped, plan, watch }: Scene, rows: readonly Row[]): string | null {
  // A careless writer's file may be lost with the power, before or while it is taken.
  const owed = dropped
    .filter(({ content }) => content.length > 0)
    .filter(({ complete, synced }) => complete && (synced || !plan.carelessWriter))
  const missing = owed.find(
    ({ name, content }) =>
      !rows.some((row) => row.name === name) &&
      // A ledger from the past does not know of what was sent since.
      !(plan.rollback !== null && watch.publishedCount(content) > 0),
  )
  if (missing === undefined) return null
  return `${missing.name} has no row`
}

function missingStatement(scene: Scene): string | null {
  const { offered, ours, plan } = scene
  if (plan.bankForgets) return null
  const shown = ['/in', '/accounting'].flatMap((path) => ours.list(path).map(([, inode]) => inode))
  const missing = offered.find(
    ({ content }) => !shown.some((inode: Inode) => inode.bytes.equals(content)),
  )
  return missing === undefined ? null : `${missing.name} is not in the inbox`
}

function wrongRows({ watch }: Scene): string[] {
  return watch
    .rows()
    .filter(({ state, reason }) => needsReason.has(state) && reason === '')
    .map(({ name, state }) => `P5: ${name} is ${state}, and nobody says why`)
}

const needsReason: ReadonlySet<string> = new Set(['held', 'rejected', 'failed', 'in-doubt'])

function leftovers({ ours, watch, plan }: Scene): string[] {
  // A note that a failing disk would not remove goes at the next start.
  const mayLie = plan.diskErrors > 0 || plan.fullDisks.length > 0
  const over = new Set(
    watch
      .rows()
      .filter(({ state }) => state === 'archived')
      .map(({ id }) => id),
  )
  const lying = ours
    .list('/data/spool')
    .filter(([name]) => over.has(name.split('.')[0] ?? '') && !(mayLie && name.endsWith('.meta')))
  return lying.map(([name]) => `leftover: /data/spool/${name} of a transfer that is over`)
}

/** What was finished is at the bank once, unless somebody ordered otherwise. */
function unaccounted({ watch }: Scene): string[] {
  return watch
    .rows()
    .filter(({ direction, state }) => direction === 'out' && state === 'archived')
    .flatMap((row) => {
      const content = watch.contentOf(row)
      const hasIt = content !== null && watch.publishedCount(content) > 0
      return hasIt || watch.isAccepted(row.sha256)
        ? []
        : [`P5: ${row.name} is archived, and the bank never had it`]
    })
}

// What lies in an outbox and does not go, told where people look, for as long as it lies there: files that stay
// empty or incomplete, and what a person may have meant to be sent although it is of a kind that is never taken
// (links, folders, pipes, names that are not UTF-8). Names that the outbox excludes, and temporary ones, are not
// meant for us, and nothing is said of them.

import type { Untaken } from '../share/share.ts'
import type { Parts } from './parts.ts'

/** So long it may lie there: writers that publish by a link remove the other name at once. */
const graceMs = 2_000

export async function tellOfWaiting(parts: Parts, untaken: Untaken): Promise<void> {
  await tellStuck(parts)
  await tellUntaken(parts, untaken)
}

async function tellStuck({ deps, options, tracker }: Parts): Promise<void> {
  const { folder, stuckAfterMs } = options
  const stuck = tracker.waitingLong(stuckAfterMs)
  const subject = `outbox-file:${folder}`
  if (stuck.length === 0) return deps.ledger.note(subject, null)
  const what =
    stuck.length === 1
      ? `A file in ${folder} has been waiting`
      : `${stuck.length} files in ${folder} have been waiting`
  const sentence = `${what} for ${Math.round(stuckAfterMs / 60_000)} min and more: ${firstFew(stuck, stuck.length)}. Nothing is sent before it is complete: ask who writes it, or remove it.`
  return deps.ledger.note(subject, { code: 'FILE-INCOMPLETE', sentence })
}

async function tellUntaken(parts: Parts, untaken: Untaken): Promise<void> {
  const { deps, options, state } = parts
  const sentence = sentenceOf(options.folder, settled(parts, untaken))
  if (sentence === state.untakenTold) return
  const condition = sentence === '' ? null : { code: 'FILE-NOT-TAKEN', sentence }
  await deps.ledger.note(`outbox-name:${options.folder}`, condition)
  if (condition !== null)
    deps.log.warn({ folder: options.folder, sentence }, 'Something in an outbox is not taken')
  state.untakenTold = sentence
}

/** What was there long enough to be meant so. */
function settled({ deps, state }: Parts, { count, first }: Untaken): Untaken {
  const nowMs = deps.clock.monotonicMs()
  const since = new Map(first.map(({ name }) => [name, state.untakenSince.get(name) ?? nowMs]))
  state.untakenSince = since
  const known = first.filter(({ name }) => nowMs - (since.get(name) ?? nowMs) >= graceMs)
  return { count: known.length === 0 ? 0 : count - first.length + known.length, first: known }
}

function sentenceOf(folder: string, { count, first }: Untaken): string {
  if (count === 0) return ''
  const what = count === 1 ? `Something in ${folder} is` : `${count} things in ${folder} are`
  return `${what} never taken: ${firstFew(first, count)}. What shall stay there can be named in \`leave\` of the outbox.`
}

const fewest = 3

function firstFew(
  all: readonly { readonly name: string; readonly why: string }[],
  count: number,
): string {
  const told = all.slice(0, fewest).map(({ name, why }) => `${name} (${why})`)
  const rest = count - told.length
  return rest === 0 ? told.join(', ') : `${told.join(', ')} and ${rest} more`
}

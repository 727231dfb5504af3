// Takes what is ready: what is visibly incomplete waits, the rest is claimed as far as the limit goes, written
// down, and handed over. The order is told at the top of start.ts.

import { failpoint } from '../lib/failpoint.ts'
import { newId } from '../lib/id.ts'
import type { NewTransfer } from '../ledger/ledger.ts'
import { looksComplete } from '../preflight/complete.ts'
import type { SeenFile } from '../share/share.ts'
import { cancelledAtBirth } from './cancels.ts'
import { type Parts, troubled } from './parts.ts'
import { markerName } from './readiness.ts'

const headBytes = 64 * 1024
const tailBytes = 4 * 1024

/** Without those whose last bytes are visibly missing. */
export async function onlyComplete(
  { deps, options, tracker }: Parts,
  ready: readonly SeenFile[],
): Promise<SeenFile[]> {
  if (!options.checkComplete) return [...ready]
  const complete: SeenFile[] = []
  for (const file of ready) {
    const peeked = await deps.share.peek({
      folder: options.folder,
      name: file.name,
      headBytes,
      tailBytes,
    })
    if (peeked.kind !== 'peeked') continue
    const { head, tail, sizeBytes } = peeked
    const content = looksComplete({
      head: Buffer.from(head, 'base64'),
      tail: Buffer.from(tail, 'base64'),
      sizeBytes,
    })
    if (content.kind === 'incomplete') tracker.incomplete(file.name, content.why)
    else complete.push(file)
  }
  return complete
}

/**
 * Claims what is ready, as far as the limit goes, writes it down and hands it over. Gives how many were taken.
 * `stopped`: names that are taken as cancelled.
 */
export async function claimReady(
  parts: Parts,
  ready: readonly SeenFile[],
  stopped: ReadonlySet<string>,
): Promise<number> {
  const { deps, options, tracker } = parts
  const batch = ready.slice(0, Math.max(0, options.maximumClaimed - (await unsent(parts))))
  if (batch.length === 0) return 0
  const look = newId()
  const outcome = await deps.share.claim({ folder: options.folder, look, files: batch })
  if (outcome.kind === 'fault') {
    // What was renamed before the fault has no row yet: arriving anew adopts it.
    parts.state.identity = null
    await troubled(parts, outcome)
    return 0
  }
  failpoint('outbox.claimed')
  const claimed = outcome.files.filter((file) => file.kind === 'claimed')
  const bySize = new Map(claimed.map((file) => [file.name, file.sizeBytes]))
  for (const file of outcome.files) tracker.forget(file.name)
  for (const file of outcome.files) {
    if (file.kind === 'refused')
      deps.log.warn(
        { folder: options.folder, name: file.name, sentence: file.sentence },
        'A file could not be taken yet',
      )
  }
  const born = batch
    .filter(({ name }) => bySize.has(name))
    .map((file) =>
      newTransfer(parts, {
        look,
        file,
        sizeBytes: bySize.get(file.name) ?? file.sizeBytes,
        stopped: stopped.has(file.name),
      }),
    )
  const transfers = await deps.ledger.record(born)
  failpoint('outbox.recorded')
  await removeMarkers(parts, born)
  parts.handOver(transfers)
  return transfers.length
}

/** Claimed and not yet over at the bank: bounds the spool, and what a crash must look through. */
async function unsent({ deps, options }: Parts): Promise<number> {
  const states = ['claimed', 'sealed', 'queued', 'sending', 'finishing', 'waiting'] as const
  return deps.ledger.count(options.folder, states)
}

function newTransfer(
  { options, state }: Parts,
  {
    look,
    file,
    sizeBytes,
    stopped,
  }: { look: string; file: SeenFile; sizeBytes: number; stopped: boolean },
): NewTransfer {
  const { bank, virtualFile, folder, priority, inOrder } = options
  const old = state.first?.isOld(file) ?? false
  return {
    id: newId(),
    direction: 'out',
    state: 'claimed',
    bank,
    virtualFile,
    folder,
    name: file.name,
    look,
    sizeBytes,
    priority,
    lane: inOrder ? folder : '',
    pesit: null,
    reason: '',
    code: old ? 'FIRST-START' : '',
    ...(stopped ? cancelledAtBirth(file.name) : {}),
    sentence: `Taken from ${folder}: ${file.name}, ${sizeBytes} bytes.`,
    actor: 'daemon',
    detail: { modifiedNs: file.modifiedNs },
  }
}

/** A marker has done its work when its file is on record; one that is left behind is harmless. */
async function removeMarkers(
  { deps, options }: Parts,
  born: readonly NewTransfer[],
): Promise<void> {
  const { ready, folder } = options
  if (ready.by !== 'marker') return
  const names = born.map(({ name }) => markerName(ready.marker, name))
  const looked = await deps.share.look({
    folder,
    limit: 1,
    take: [],
    leave: [],
    passOver: [],
    expected: null,
    about: names,
  })
  if (looked.kind === 'fault' || looked.about.length === 0) return
  const look = newId()
  const claimed = await deps.share.claim({ folder, look, files: looked.about })
  if (claimed.kind === 'fault') return
  for (const { name } of claimed.files) await deps.share.remove({ folder, look, name })
}

// A transfer in doubt, asked about by a PeSIT restart of itself (PeSIT E §4.7.3 PI 15): only at banks whose
// settings say that they answer such a question honestly, and only when they confirmed a sync point, as an
// answer of 0 would say nothing otherwise. A bank that goes on from a point it confirmed has not finished
// the file: the rest is sent and finished. A bank that wants it from the start may have it whole: nothing
// is sent. Whatever is no yes leaves the transfer in doubt.

import { present } from '../lib/assert.ts'
import { failpoint } from '../lib/failpoint.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { SendOutcome } from '../bank/bank.ts'
import { formatDiagnostic } from '../pesit/parameters/diagnostics.ts'
import type { AttemptDeps } from './attempt.ts'
import { delayAfter } from './backoff.ts'
import type { Policy } from './policy.ts'

export async function askAboutDoubt(
  deps: AttemptDeps,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<void> {
  const identity = present(transfer.pesit, 'the identity')
  const { ledger, clock } = deps
  let answered = false
  const outcome = await deps.bank.send(
    {
      transferId: transfer.id,
      identity,
      priority: transfer.priority,
      path: deps.spool.bytes(transfer.id),
      sizeBytes: present(transfer.sizeBytes, 'the size of a sealed file'),
      sha256: present(transfer.sha256, 'the hash of a sealed file'),
      restarted: true,
      points: await ledger.syncPoints(transfer.id),
      inDoubt: !mayBeginAnew(deps.policy, transfer),
      journal: {
        emitting: (point) => ledger.saveSync(transfer.id, point),
        acknowledged: () => Promise.resolve(),
        finishing: () => Promise.resolve(true), // the intent is on record since the attempt that led here
        async delivered(answer) {
          const sentence = `${transfer.bank} was asked what became of it, went on from what it had, and received it.`
          const patch = { confirmedMs: clock.nowMs(), code: '', reason: '', dueMs: null }
          await ledger.move({
            id: transfer.id,
            version: transfer.version,
            event: 'bank-acknowledged',
            patch,
            sentence,
            detail: { ...answer },
          })
          failpoint('doubt.resolved')
          answered = true
        },
        progress: (sentBytes) => deps.onProgress(transfer.id, sentBytes),
      },
    },
    signal,
  )
  if (answered) return
  if (isAlreadyReceived(deps.policy, outcome)) await hasIt(deps, transfer, outcome)
  else await stayInDoubt(deps, transfer, outcome)
}

/** Without a confirmed point an answer of 0 says nothing, unless the bank was proved to refuse or replay what it has. */
function mayBeginAnew({ probe }: Policy, { lastSync }: Transfer): boolean {
  return probe === 'always' && lastSync === 0
}

type Refused = Extract<SendOutcome, { kind: 'refused' }>

function isAlreadyReceived({ alreadyReceived }: Policy, outcome: SendOutcome): outcome is Refused {
  return (
    outcome.kind === 'refused' &&
    outcome.phase === 'select' &&
    alreadyReceived.has(outcome.answer.diagnostic.reason)
  )
}

async function hasIt(
  { ledger, clock }: AttemptDeps,
  transfer: Transfer,
  { answer }: Refused,
): Promise<void> {
  const sentence = `${transfer.bank} was asked what became of it and refused it as received already (PESIT-${formatDiagnostic(answer.diagnostic)}): it has the file.`
  await ledger.move({
    id: transfer.id,
    version: transfer.version,
    event: 'bank-acknowledged',
    patch: { confirmedMs: clock.nowMs(), code: '', reason: sentence, dueMs: null },
    sentence,
    detail: { ...answer },
  })
}

/** Asked again later when the bank could not be asked; left to a person when it gave an answer that decides nothing. */
async function stayInDoubt(
  deps: AttemptDeps,
  transfer: Transfer,
  outcome: SendOutcome,
): Promise<void> {
  if (outcome.kind === 'delivered') return
  const { ledger, clock, policy } = deps
  const canAskAgain =
    outcome.kind === 'unreachable' ||
    outcome.kind === 'cut' ||
    outcome.kind === 'stopped' ||
    isBusy(outcome)
  const calls = transfer.calls + 1
  const again = canAskAgain && calls < policy.maximumCalls
  const dueMs = again
    ? clock.nowMs() +
      Math.max(policy.afterBreakMs, delayAfter(calls, policy.backoff, deps.chance()))
    : null
  const next = again
    ? 'It is asked again by itself.'
    : `Ask ${transfer.bank}’s desk, then say so with \`pesit-drop release\`.`
  const sentence = `Still in doubt: ${outcome.sentence} ${next}`
  await ledger.move({
    id: transfer.id,
    version: transfer.version,
    event: 'asked',
    patch: { calls, dueMs, reason: sentence },
    sentence,
  })
}

/** The old session may still be alive at the bank (PeSIT E An.D: 201, 202, 203, 207, 303, 309, 322). */
function isBusy(outcome: SendOutcome): boolean {
  if (outcome.kind !== 'refused') return false
  return [201, 202, 203, 207, 303, 309, 322].includes(outcome.answer.diagnostic.reason)
}

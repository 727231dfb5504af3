// Asks the bank about a transfer in doubt by a PeSIT restart of that transfer (PeSIT E §4.7.3 PI 15). This is
// done only at banks whose settings say that they answer such a question honestly. `ifSynced` also requires a
// sync point that the bank confirmed, because without one an answer of 0 would say nothing. A bank that goes
// on from a point that it confirmed has not finished the file: the rest is sent and finished. A bank that
// asks for the file from the start may have all of it: nothing is sent, unless tests proved that the bank
// refuses or replays what it has (`always`). Any answer that proves nothing leaves the transfer in doubt.
//
// Meanwhile a person or a message of the bank may decide. The first move of the transfer wins: before DTF.END
// leaves, we make a move of our own, and when the transfer was moved since it was read, the sending stops. It
// also stops when the outbox is not proved to be ours (proof.ts). A command to send the transfer again is
// refused while the bank is being asked (orders/release.ts).

import { present } from '../lib/assert.ts'
import { failpoint } from '../lib/failpoint.ts'
import { implies, recordedAnswer } from '../bank/answer.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { SendJob, SendOutcome } from '../bank/bank.ts'
import { message } from '../wording/catalogue.ts'
import { isWithoutAccess } from '../bank/outcomes.ts'
import { detailOf } from './attempt.ts'
import type { AttemptDeps } from './attempt-deps.ts'
import { delayAfter } from './backoff.ts'
import { rememberedOf } from './final-point.ts'
import { type ConversationRecord, keepConversation } from '../bank/keep-conversation.ts'
import type { Policy } from './policy.ts'
import { whenDiskHasRoom } from './when-disk-has-room.ts'

export async function askAboutDoubt(
  deps: AttemptDeps,
  listed: Transfer,
  signal: AbortSignal,
): Promise<void> {
  // Asking about the transfers before this one may have taken long.
  const transfer = await deps.ledger.find(listed.id)
  if (transfer?.state !== 'in-doubt') return
  if ((await deps.prove(transfer)).kind !== 'ours') return
  const asking: Asking = {
    deps,
    signal,
    conversation: keepConversation(deps.clock),
    current: transfer,
    answered: false,
  }
  failpoint('doubt.asking')
  const outcome = await deps.bank.send(
    {
      transferId: transfer.id,
      identity: present(transfer.pesit, 'the identity'),
      priority: transfer.priority,
      path: deps.spool.bytes(transfer.id),
      sizeBytes: present(transfer.sizeBytes, 'the size of a sealed file'),
      sha256: present(transfer.sha256, 'the hash of a sealed file'),
      restarted: true,
      points: await deps.ledger.syncPoints(transfer.id),
      inDoubt: !mayBeginAnew(deps.policy, transfer),
      withoutFinalPoint: (await rememberedOf(deps, transfer.bank))?.refused === true,
      journal: journal(asking),
    },
    signal,
  )
  if (asking.answered) return
  await whenDiskHasRoom(deps, signal, async () => {
    if (isAlreadyReceived(deps.policy, outcome)) await hasIt(asking, outcome)
    else await stayInDoubt(asking, outcome)
  })
}

interface Asking {
  readonly deps: AttemptDeps
  readonly signal: AbortSignal
  readonly conversation: ConversationRecord
  current: Transfer
  answered: boolean
}

function journal(asking: Asking): SendJob['journal'] {
  const { deps, signal, conversation, current } = asking
  const { ledger, clock } = deps
  const { id, bank } = current
  return {
    emitting: (point) => ledger.saveSync(id, point),
    // It is on record already that the end was asked for; `finishing` decides whether it may be asked for
    // again.
    async ending(point) {
      await ledger.saveSync(id, point)
      return true
    },
    acknowledged: () => Promise.resolve(),
    // The intent is on record since the attempt that led here, but the outbox may no longer be ours.
    async finishing(counts) {
      const bytes = current.sizeBytes ?? counts.dataBytes
      const sentence = message('DOUBT-WENT-ON', { bank, bytes })
      const outcome = await ledger.move({
        id,
        version: current.version,
        event: 'asked',
        patch: { lastSync: counts.lastSync },
        sentence,
        detail: counts,
      })
      if (outcome.kind !== 'moved') return false
      asking.current = outcome.transfer
      failpoint('doubt.finishing')
      return (await deps.prove(outcome.transfer)).kind === 'ours' ? true : 'later'
    },
    async delivered(answer) {
      await whenDiskHasRoom(deps, signal, () =>
        ledger.move({
          id,
          version: asking.current.version,
          event: 'bank-acknowledged',
          patch: { confirmedMs: clock.nowMs(), reason: null, dueMs: null },
          sentence: message('BANK-RECEIVED', { bank, how: 'went-on', code: '' }),
          detail: { ...recordedAnswer(answer), conversation: conversation.all() },
        }),
      )
      failpoint('doubt.resolved')
      asking.answered = true
    },
    progress: (sentBytes) => deps.onProgress(id, sentBytes),
    recordStep: conversation.recordStep,
  }
}

/**
 * Without a confirmed point an answer of 0 says nothing, unless the bank was proved to refuse or to replay
 * what it has.
 */
function mayBeginAnew({ probe }: Policy, { lastSync }: Transfer): boolean {
  return probe === 'always' && lastSync === 0
}

type Refused = Extract<SendOutcome, { kind: 'refused' }>

function isAlreadyReceived({ alreadyReceived }: Policy, outcome: SendOutcome): outcome is Refused {
  return outcome.kind === 'refused' && outcome.phase === 'select' && alreadyReceived(outcome.answer)
}

async function hasIt(
  { deps, conversation, current: transfer }: Asking,
  { answer }: Refused,
): Promise<void> {
  const { ledger, clock } = deps
  const sentence = message('BANK-RECEIVED', {
    ...{ bank: transfer.bank, how: 'refused-as-received' },
    code: answer.code,
  })
  await ledger.move({
    id: transfer.id,
    version: transfer.version,
    event: 'bank-acknowledged',
    patch: { confirmedMs: clock.nowMs(), reason: sentence, dueMs: null },
    sentence,
    detail: { ...recordedAnswer(answer), conversation: conversation.all() },
  })
}

/**
 * The bank is asked again later when it could not be asked now. When it gave an answer that decides nothing,
 * a person must decide.
 */
async function stayInDoubt(
  { deps, conversation, current: transfer }: Asking,
  outcome: SendOutcome,
): Promise<void> {
  if (outcome.kind === 'delivered') return
  const { ledger, clock, policy } = deps
  const canAskAgain =
    outcome.kind === 'unreachable' ||
    outcome.kind === 'cut' ||
    outcome.kind === 'stopped' ||
    isWithoutAccess(outcome) ||
    isBusy(outcome)
  // A bank that refuses our identification was not asked: nothing calls it until the refusal has ended.
  const calls = transfer.calls + (isWithoutAccess(outcome) ? 0 : 1)
  const again = canAskAgain && calls < policy.maximumCalls
  const dueMs = again
    ? clock.nowMs() +
      Math.max(policy.afterBreakMs, delayAfter(calls, policy.backoff, deps.chance()))
    : null
  const { bank } = transfer
  const sentence = message('STILL-IN-DOUBT', { bank, what: outcome.message, isAsked: again })
  await ledger.move({
    id: transfer.id,
    version: transfer.version,
    event: 'asked',
    patch: { calls, dueMs, reason: sentence },
    sentence,
    detail: { ...detailOf(outcome), conversation: conversation.all() },
  })
}

/** An earlier session may still be open at the bank. */
function isBusy(outcome: SendOutcome): boolean {
  return outcome.kind === 'refused' && implies(outcome.answer, 'busy')
}

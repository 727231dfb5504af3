// A transfer in doubt, asked about by a PeSIT restart of itself (PeSIT E §4.7.3 PI 15): only at banks whose
// settings say that they answer such a question honestly, and only when they confirmed a sync point, as an
// answer of 0 would say nothing otherwise. A bank that goes on from a point it confirmed has not finished
// the file: the rest is sent and finished. A bank that wants it from the start may have it whole: nothing
// is sent. Whatever is no yes leaves the transfer in doubt.
//
// Meanwhile a person, or a message of the bank, may decide. Whoever moves the transfer first wins: before
// DTF.END leaves the ledger is asked by a move of ours, and when the transfer was moved since it was read the
// sending stops. So it does when its outbox is not proved to be ours (proof.ts). An order to send it again is
// refused as long as the bank is being asked (orders/release.ts).

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
import { type Conversation, keepConversation } from '../bank/keep-conversation.ts'
import type { Policy } from './policy.ts'
import { whenDiskHasRoom } from './when-disk-has-room.ts'

export async function askAboutDoubt(
  deps: AttemptDeps,
  listed: Transfer,
  signal: AbortSignal,
): Promise<void> {
  // Others were asked about since it was listed, which may have taken long.
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
  readonly conversation: Conversation
  current: Transfer
  answered: boolean
}

function journal(asking: Asking): SendJob['journal'] {
  const { deps, signal, conversation, current } = asking
  const { ledger, clock } = deps
  const { id, bank } = current
  return {
    emitting: (point) => ledger.saveSync(id, point),
    // That the end was asked for is on record already; whether it may be asked for again, `finishing` says.
    async ending(point) {
      await ledger.saveSync(id, point)
      return true
    },
    acknowledged: () => Promise.resolve(),
    // The intent is on record since the attempt that led here; whether it is still ours to finish is not.
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
          patch: { confirmedMs: clock.nowMs(), code: '', reason: '', dueMs: null },
          sentence: `${bank} was asked what became of it, went on from what it had, and received it.`,
          detail: { ...recordedAnswer(answer), conversation: conversation.all() },
        }),
      )
      failpoint('doubt.resolved')
      asking.answered = true
    },
    progress: (sentBytes) => deps.onProgress(id, sentBytes),
    said: conversation.said,
  }
}

/**
 * Without a confirmed point an answer of 0 says nothing, unless the bank was proved to refuse or replay what
 * it has.
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
  const sentence = `${transfer.bank} was asked what became of it and refused it as received already (${answer.code}): it has the file.`
  await ledger.move({
    id: transfer.id,
    version: transfer.version,
    event: 'bank-acknowledged',
    patch: { confirmedMs: clock.nowMs(), code: '', reason: sentence, dueMs: null },
    sentence,
    detail: { ...recordedAnswer(answer), conversation: conversation.all() },
  })
}

/**
 * Asked again later when the bank could not be asked; left to a person when it gave an answer that decides
 * nothing.
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
  // A bank that does not let us in was not asked: nobody calls it until that is mended.
  const calls = transfer.calls + (isWithoutAccess(outcome) ? 0 : 1)
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
    detail: { ...detailOf(outcome), conversation: conversation.all() },
  })
}

/** The old session may still be alive at the bank. */
function isBusy(outcome: SendOutcome): boolean {
  return outcome.kind === 'refused' && implies(outcome.answer, 'busy')
}

// One call from a bank, from CONNECT to RELEASE: who calls is proved, messages are taken, files are refused.

import type { Message, MessageSubject } from '../journey/message.ts'
import { ownMessage } from '../journey/message.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Clock } from '../lib/clock.ts'
import type { FailureBook } from '../lib/failure-book.ts'
import { said } from '../lib/files.ts'
import type { Log } from '../lib/log.ts'
import type { Parameters } from '../pesit/parameters/parameters.ts'
import type { Line } from '../pesit-socket/line.ts'
import { message } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'
import type { CallerOptions } from './options.ts'
import type { Places } from './places.ts'
import { hostOf, type Known, whoCalls } from './who.ts'

export interface TalkDeps {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
  readonly callers: readonly CallerOptions[]
  /** Calls that proved nothing, by address and bank. */
  readonly failures: FailureBook
  /** Lines of those who are known. */
  readonly places: Places
  /** A message is on record. */
  readonly onMessage: (message: Message) => void
}

const noFiles = { type: 2, reason: 226 } as const
const whyNoFiles = 'only messages are taken here'

export async function answerCall(deps: TalkDeps, line: Line): Promise<void> {
  let caller: CallerOptions | null = null
  try {
    for (;;) {
      const event = await line.next()
      switch (event.type) {
        case 'connect-requested':
          caller = await answerConnect(deps, line, event.parameters)
          break
        case 'message-received':
          await takeMessage(deps, { line, bank: caller?.bank ?? '' }, event)
          break
        case 'create-requested':
          await line.command({ type: 'refuse-create', diagnostic: noFiles, freeText: whyNoFiles })
          break
        case 'select-requested':
          await line.command({ type: 'refuse-select', diagnostic: noFiles, freeText: whyNoFiles })
          break
        case 'release-requested':
          await line.command({ type: 'confirm-release' })
          break
        case 'line-ended':
        case 'aborted':
          return
        default:
          break
      }
    }
  } catch (error) {
    deps.log.error(
      { peer: line.peer, error: said(error) },
      'A call of a bank could not be answered',
    )
    line.destroy('our side failed')
  } finally {
    deps.places.leave(line)
  }
}

async function answerConnect(
  deps: TalkDeps,
  line: Line,
  parameters: Parameters,
): Promise<CallerOptions | null> {
  const { log, places } = deps
  const known = proved(deps, line, parameters)
  if (known.caller === null) {
    log.warn({ peer: line.peer, why: known.why }, 'A call was refused')
    await line.command({
      type: 'refuse-connect',
      diagnostic: { type: 3, reason: 304 },
      freeText: 'unknown caller or wrong password',
    })
    return null
  }
  const { bank } = known.caller
  if (!places.take(line)) {
    log.warn({ peer: line.peer, bank }, sentenceOf(message('CALLS-TOO-MANY', { bank }), noZone))
    await line.command({ type: 'refuse-connect', diagnostic: { type: 3, reason: 303 } })
    return null
  }
  log.info({ peer: line.peer, bank }, 'The bank calls')
  await line.command({ type: 'accept-connect' })
  return known.caller
}

/** Its words name no time. */
const noZone = { zone: 'UTC' }

/**
 * Passwords of PeSIT are short: after some wrong ones for a bank, from one address, no call for that bank from
 * there is looked at for a while. Calls for other banks, and from other addresses, are.
 */
function proved({ callers, failures, clock }: TalkDeps, line: Line, parameters: Parameters): Known {
  const known = whoCalls(callers, parameters, {
    address: line.peer,
    certificate: line.peerFingerprint,
  })
  const bank = known.caller === null ? known.bank : known.caller.bank
  const pair = `${hostOf(line.peer)} ${bank ?? ''}`
  const nowMs = clock.nowMs()
  const waitMs = failures.waitMs(pair, nowMs)
  if (waitMs > 0) {
    const locked = message('CALLER-LOCKED-OUT', {
      bank,
      address: hostOf(line.peer),
      seconds: Math.ceil(waitMs / 1000),
    })
    return { caller: null, bank, why: sentenceOf(locked, noZone) }
  }
  if (known.caller === null) failures.failed(pair, nowMs)
  else failures.succeeded(pair)
  return known
}

/** On record, then acknowledged: its sender never tells it again. A full disk is told as such. */
async function takeMessage(
  { ledger, log, onMessage }: TalkDeps,
  { line, bank }: { readonly line: Line; readonly bank: string },
  told: { readonly parameters: Parameters; readonly message: Uint8Array },
): Promise<void> {
  const about = subjectOf(told.parameters)
  const text = Buffer.from(told.message).toString('latin1').trimEnd()
  const applied = about.fileType === ownMessage
  try {
    const { message, fresh } = await ledger.recordMessage({
      bank,
      direction: 'in',
      about,
      text,
      transferId: null,
      applied,
    })
    log.info({ bank, about, text, again: !fresh }, 'The bank sent a message')
    if (fresh) onMessage(message)
  } catch (error) {
    log.error({ bank, error: said(error) }, 'A message of the bank could not be kept')
    return line.command({ type: 'confirm-message', diagnostic: { type: 2, reason: 213 } })
  }
  return line.command({ type: 'confirm-message' })
}

function subjectOf({
  file,
  transferNumber,
  historical,
  client,
  finalBank,
}: Parameters): MessageSubject {
  return {
    fileType: file?.fileType ?? 0,
    fileName: file?.fileName ?? '',
    transferNumber: transferNumber ?? 0,
    creationDate: historical?.creationDate ?? '',
    client: client ?? '',
    finalBank: finalBank ?? '',
  }
}

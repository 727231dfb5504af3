// Finds one file that a program asks for by its name, from the call to its answer. journey/receive-answer.ts
// has the table of answers; this file finds the facts, in this order:
//
//   1  A file of this name that was received whole and that nobody has. The fetch claims it in the ledger, in
//      one transaction, so that each of several simultaneous calls gets another file. It is the answer, and
//      the bank is not asked.
//   2  The bank is asked. What it sends under this name is the answer. What it sends under another name is
//      received and delivered too: it is ours, and waits in the inbox.
//   3  When the bank gave nothing new, the files that came for others meanwhile are looked at once more, as
//      in 1.
//
// A file stays the answer until somebody has it (downloaded whole, or copied). This is recorded only
// afterwards: a caller that is killed in between gets the same file again.

import { incompleteStates } from '../journey/moves/state-sets.ts'
import { conditionSubject, inboxSubject } from '../journey/condition-subject.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import type {
  ClaimedReceived,
  Fetch,
  FetchEnd,
  FetchRecords,
  WantedFile,
} from '../ledger/contract/fetches.ts'
import type { Poll } from '../ledger/contract/receiving.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { answerOf, type ReceiveFacts } from '../journey/receive-answer.ts'
import { isRepetition } from '../journey/statement.ts'
import type { Transfer } from '../journey/transfer.ts'
import { assert, present } from '../lib/assert.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import type { InnerMessage } from '../wording/entry.ts'
import type { Inbox } from './start.ts'
import type { FileRequest, FileRequests } from './requested.ts'

export interface ByNameDeps {
  readonly ledger: Conditions & FetchRecords & TransferReading
  readonly inbox: Pick<Inbox, 'poll' | 'status'>
  readonly fileRequests: FileRequests
  readonly free: FreeFiles
}

/** Which received files may answer a call, apart from their name. */
export interface FreeFiles {
  /** When the oldest transfer that the archive still has was created. */
  readonly sinceMs: () => number
  /** Files that somebody has, though this is not recorded yet. */
  readonly leaving: () => readonly string[]
  /** Fetches whose callers went away. */
  readonly abandoned: () => readonly string[]
  /** Whether the bytes of the file are still there. */
  readonly hasBytes: (transfer: Transfer) => Promise<boolean>
}

/** Resolves when the answer is known. The file may still be on its way into the inbox then. */
export async function fetchByName(
  deps: ByNameDeps,
  fetch: Fetch,
  request: FileRequest,
): Promise<FetchEnd> {
  const before = await claim(deps, fetch, request)
  const answer = answerOf({ ...nothingYet, unclaimed: before !== null })
  if (answer === 'unclaimed') return earlier(fetch, { claimed: before, asked: false })
  assert(answer === 'ask-the-bank', 'before the bank was asked there is no other answer')
  deps.fileRequests.add(request)
  try {
    const end = await endOf(deps, fetch, { ask: await asked(deps, fetch), request })
    return end.result === 'found' ? end : await withKept(deps, { fetch, request, end })
  } finally {
    deps.fileRequests.remove(fetch.id)
  }
}

const nothingYet: ReceiveFacts = {
  asked: false,
  own: 'none',
  unclaimed: false,
  unfinished: false,
  ask: null,
}

async function asked({ inbox, ledger }: ByNameDeps, fetch: Fetch): Promise<Poll> {
  // The bank may have answered a running ask with "nothing" before our request was added: ask once more.
  const joined = inbox.status().asking
  const ask = await inbox.poll()
  return joined && (await ledger.find(fetch.id)) === null ? inbox.poll() : ask
}

/** Claims the oldest file that fits and that nobody has. */
async function claim(
  { ledger, free }: ByNameDeps,
  { id }: Fetch,
  request: FileRequest,
): Promise<ClaimedReceived | null> {
  const gone: string[] = []
  for (;;) {
    const claimed = await ledger.claimReceived(id, wantedOf(free, request, gone))
    if (claimed === null || (await free.hasBytes(claimed.transfer))) return claimed
    gone.push(claimed.transfer.id)
  }
}

function wantedOf(
  free: FreeFiles,
  { labels, fileName }: FileRequest,
  gone: readonly string[] = [],
): WantedFile {
  return {
    ...{ labels, fileName, sinceMs: free.sinceMs(), abandoned: free.abandoned() },
    except: [...free.leaving(), ...gone],
  }
}

interface Asked {
  readonly ask: Poll
  readonly request: FileRequest
}

async function endOf(deps: ByNameDeps, fetch: Fetch, { ask, request }: Asked): Promise<FetchEnd> {
  const { ledger } = deps
  const own = await ledger.find(fetch.id)
  const isNew = own !== null && !isRepetition(own)
  const claimed = isNew ? null : await claim(deps, fetch, request)
  const unfinished =
    isNew || claimed !== null ? null : await unfinishedOne(ledger, fetch, request.labels)
  const facts: ReceiveFacts = {
    asked: true,
    own: own === null ? 'none' : isNew ? 'file' : 'repetition',
    unclaimed: claimed !== null,
    unfinished: unfinished !== null,
    ask: ask.result,
  }
  switch (answerOf(facts)) {
    case 'own':
      return found(fetch.id, null)
    case 'unclaimed':
      return earlier(fetch, { claimed, asked: true })
    case 'unfinished':
      return found(present(unfinished, 'the file that goes on').id, null)
    case 'repeated':
      return nothingNew(deps, fetch, present(own, 'what was given again'))
    case 'trouble':
      return {
        ...{ result: 'failed', transferId: null, code: await codeOfTrouble(ledger, ask) },
        message: withOthers(ask, fetch),
      }
    default:
      return {
        result: 'nothing',
        transferId: null,
        code: nothingCode,
        message: noneOf(ask, fetch),
      }
  }
}

function earlier(
  { bank }: Fetch,
  {
    claimed,
    asked: wasAsked,
  }: { readonly claimed: ClaimedReceived | null; readonly asked: boolean },
): FetchEnd {
  const { transfer, waiting } = present(claimed, 'the file that was claimed')
  const receivedMs = transfer.confirmedMs ?? transfer.createdMs
  const coded = message('RECEIVED-EARLIER', { bank, receivedMs, asked: wasAsked, waiting })
  return found(transfer.id, coded)
}

async function nothingNew(
  { ledger }: ByNameDeps,
  { bank }: Fetch,
  { id, sameAs }: Transfer,
): Promise<FetchEnd> {
  const before = present(await ledger.find(sameAs ?? id), 'what the bank gave before')
  const coded: CodedMessage = message('RECEIVED-NOTHING-NEW', {
    bank,
    had: await ledger.isHandedOver(before.id),
    earlier: {
      ...{ id: before.id, name: before.name },
      receivedMs: before.confirmedMs ?? before.createdMs,
    },
  })
  return { result: 'nothing', transferId: null, code: coded.code, message: coded }
}

/** Files that are kept for another caller are mentioned: "there is nothing" alone would be half the truth. */
async function withKept(
  { ledger, free }: ByNameDeps,
  {
    fetch,
    request,
    end,
  }: { readonly fetch: Fetch; readonly request: FileRequest; readonly end: FetchEnd },
): Promise<FetchEnd> {
  const kept = await ledger.keptForOthers(fetch.id, wantedOf(free, request))
  if (kept === null) return end
  const { files, untilMs } = kept
  return {
    ...end,
    message: together(end.message, message('RECEIVED-FOR-ANOTHER', { files, untilMs })),
  }
}

function withOthers({ message: told, files }: Poll, { folder }: Fetch): CodedMessage {
  if (files === 0) return told
  return together(told, message('RECEIVED-UNDER-OTHER-NAMES', { folder, files }))
}

function noneOf({ files, message: told }: Poll, { bank, remoteName, folder }: Fetch): CodedMessage {
  if (files === 0) return told
  return message('RECEIVED-OTHERS-ONLY', { bank, remoteName, folder, files })
}

function together(one: CodedMessage | null, other: CodedMessage): CodedMessage {
  return one === null ? other : message('SEVERAL-MESSAGES', { messages: [one, other].map(plain) })
}

/** A message may carry more than code and arguments, such as the kind of an outcome: that is not stored. */
function plain({ code, arguments: values }: CodedMessage): InnerMessage {
  return { code, arguments: values }
}

/** The diagnostic code of a bank that has nothing for us (PeSIT E §7.4). */
const nothingCode = 'PESIT-2-205'

function found(transferId: string, told: CodedMessage | null): FetchEnd {
  return { result: 'found', transferId, code: '', message: told }
}

/** A transfer that an earlier ask began under its own id and that was cut off. It continues by itself. */
async function unfinishedOne(
  ledger: Conditions & FetchRecords & TransferReading,
  fetch: Fetch,
  labels: readonly string[],
): Promise<Transfer | null> {
  const { folder, virtualFile } = fetch
  const open = await ledger.list({
    direction: 'in',
    folder,
    virtualFile,
    states: incompleteStates,
    limit: 100,
  })
  for (const transfer of open) {
    if (labels.length > 0 && !labels.includes(transfer.pesit?.label ?? '')) continue
    const other = await ledger.findFetch(transfer.id)
    if (other === null || isOver(other, fetch)) return transfer
  }
  return null
}

/** Whether it is an earlier call of the same caller that was answered: this call continues it. */
function isOver(other: Fetch, { atMs, actor, localUid }: Fetch): boolean {
  const isSameCaller = other.actor === actor && other.localUid === localUid
  return isSameCaller && other.endedMs !== null && other.endedMs < atMs
}

/** The code of the trouble: of the inbox, of its limit of files, or of the bank as a whole. */
async function codeOfTrouble(
  ledger: Conditions & FetchRecords & TransferReading,
  { inbox, bank, virtualFile }: Poll,
): Promise<string> {
  const conditions = await ledger.conditions()
  const at = { folder: inbox, virtualFile }
  const subjects = [
    inboxSubject('inbox', at),
    inboxSubject('inbox-limit', at),
    conditionSubject('bank', bank),
  ]
  const noted = subjects.map((subject) =>
    conditions.find((condition) => condition.subject === subject),
  )
  return noted.find((condition) => condition !== undefined)?.code ?? ''
}

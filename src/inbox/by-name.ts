// One file that a program asked for: the bank is asked, and how it ends is on record. What the bank gives
// under another name is received and delivered all the same: it is ours, and waits in the inbox.
//
// A bank gives a file once. So when it has nothing new, the newest file that it gave under this name is the
// answer: the schedule may have been there first, or the caller did not hear the first answer.

import type { Ask, Ledger } from '../ledger/ledger.ts'
import type { Fetch, FetchEnd } from '../ledger/calls.ts'
import { isRepetition } from '../journey/statement.ts'
import type { Transfer } from '../journey/transfer.ts'
import { saidTime } from '../lib/said-time.ts'
import type { Inbox } from './start.ts'
import type { Wish, Wishes } from './wishes.ts'

export interface ByNameDeps {
  readonly ledger: Ledger
  readonly inbox: Pick<Inbox, 'poll' | 'status'>
  readonly wishes: Wishes
  /** The operator's, for sentences. */
  readonly zone: string
}

/** Resolves when the bank has answered; the transfer that answers may still be on its way into the inbox. */
export async function fetchByName(deps: ByNameDeps, fetch: Fetch, wish: Wish): Promise<FetchEnd> {
  deps.wishes.add(wish)
  try {
    return await asked(deps, fetch, wish)
  } finally {
    deps.wishes.remove(fetch.id)
  }
}

async function asked(deps: ByNameDeps, fetch: Fetch, wish: Wish): Promise<FetchEnd> {
  // An ask that runs already may have been told that there is nothing before we came.
  const joined = deps.inbox.status().asking
  let ask = await deps.inbox.poll()
  if (joined && (await deps.ledger.find(fetch.id)) === null) ask = await deps.inbox.poll()
  return endOf(deps, fetch, { ask, labels: wish.labels })
}

async function endOf(
  { ledger, zone }: ByNameDeps,
  fetch: Fetch,
  { ask, labels }: { readonly ask: Ask; readonly labels: readonly string[] },
): Promise<FetchEnd> {
  const { bank, remoteName } = fetch
  const own = await ledger.find(fetch.id)
  if (own !== null) return found(isRepetition(own) ? (own.sameAs ?? own.id) : own.id, '')
  const unfinished = await unfinishedOne(ledger, fetch, labels)
  if (unfinished !== null) return found(unfinished.id, '')
  const before = await givenBefore(ledger, fetch, labels)
  if (before !== null) {
    const when = saidTime(before.createdMs, zone)
    return found(before.id, `${bank} gave ${remoteName} on ${when} already: this is that file.`)
  }
  if (ask.result === 'failed' || ask.result === 'refused')
    return {
      result: 'failed',
      transferId: null,
      code: await codeOfTrouble(ledger, ask),
      sentence: ask.sentence,
    }
  const sentence =
    ask.files === 0
      ? ask.sentence
      : `${bank} has no ${remoteName} for us. It gave ${ask.files} under other names; ${ask.files === 1 ? 'it is' : 'they are'} in ${fetch.folder}.`
  return { result: 'nothing', transferId: null, code: nothingCode, sentence }
}

async function givenBefore(
  ledger: Ledger,
  { bank, virtualFile }: Fetch,
  labels: readonly string[],
): Promise<Transfer | null> {
  for (const label of labels) {
    const same = await ledger.findSame({ by: 'label', bank, virtualFile, label })
    if (same !== null) return same
  }
  return null
}

/** What a bank says that has nothing for us (PeSIT E §7.4). */
const nothingCode = 'PESIT-2-205'

function found(transferId: string, sentence: string): FetchEnd {
  return { result: 'found', transferId, code: '', sentence }
}

/** Begun by an earlier ask under its own id, and cut off: it goes on by itself. */
async function unfinishedOne(
  ledger: Ledger,
  { folder, virtualFile }: Fetch,
  labels: readonly string[],
): Promise<Transfer | null> {
  const open = await ledger.list({
    direction: 'in',
    folder,
    virtualFile,
    states: ['asked', 'receiving', 'waiting'],
    limit: 100,
  })
  return (
    open.find(({ pesit }) => labels.length === 0 || labels.includes(pesit?.label ?? '')) ?? null
  )
}

/** Of the inbox, of its bound of files, or of its bank as a whole. */
async function codeOfTrouble(ledger: Ledger, { inbox, bank, virtualFile }: Ask): Promise<string> {
  const conditions = await ledger.conditions()
  const inboxAt = `${inbox}:${virtualFile}`
  const subjects = [`inbox:${inboxAt}`, `inbox-limit:${inboxAt}`, `bank:${bank}`]
  const noted = subjects.map((subject) =>
    conditions.find((condition) => condition.subject === subject),
  )
  return noted.find((condition) => condition !== undefined)?.code ?? ''
}

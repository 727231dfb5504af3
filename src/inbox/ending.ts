// How an ask for files ends, in words: when the bank has nothing more, when a bound is reached, when the bank
// goes on giving what we have.

import type { Transfer } from '../journey/transfer.ts'
import type { Poll, Receptions } from '../ledger/contract/receiving.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { type Asking, maximumCopies } from './asking.ts'

export interface EndingDeps {
  readonly ledger: Pick<Receptions, 'noteRepeats'>
  readonly inbox: { readonly folder: string; readonly bank: string; readonly virtualFile: string }
  readonly maximumFiles: number
  readonly maximumFilesPerHour: number
  /** The operator's, for sentences. */
  readonly zone: string
}

/** How an ask ended. */
export interface AskResult extends Pick<Poll, 'result' | 'files'> {
  readonly message: CodedMessage
  /** What limited it; null: nothing did. */
  readonly limit: Extract<CodedMessage, { code: 'INBOX-LIMIT' }> | null
  /** The bank said that it has nothing more. */
  readonly drained: boolean
  /** The bank gave something that it should have taken away. */
  readonly repeated: boolean
  /** The bank as a whole could not be talked with: that is its trouble, not one of this inbox. */
  readonly ofBank?: boolean
}
export type Ending = Omit<AskResult, 'files' | 'repeated'>

export function limitOf({ inbox, maximumFiles, maximumFilesPerHour }: EndingDeps, atMost: number) {
  const { folder, bank, virtualFile } = inbox
  const per = atMost === maximumFiles ? 'ask' : 'hour'
  const files = per === 'ask' ? maximumFiles : maximumFilesPerHour
  return message('INBOX-LIMIT', { folder, bank, virtualFile, files, per })
}

export function tooManyThisHour(deps: EndingDeps): Ending {
  const limit = limitOf(deps, 0)
  return { ...failed(limit), limit }
}

export function failed(why: CodedMessage): Ending {
  return { result: 'failed', message: why, limit: null, drained: false }
}

/** The ask ends: what is left is asked for the next time. */
export function offeredRepeatedly(
  { inbox }: EndingDeps,
  asking: Asking,
  { pesit }: Transfer,
): Ending {
  const { bank, virtualFile } = inbox
  const files = asking.files()
  const number = pesit?.transferNumber ?? null
  const told = message('ASK-REPEATED', { bank, virtualFile, files, number })
  return { ...receivedFiles(files), result: files > 0 ? 'received' : 'nothing', message: told }
}

export async function tooManyCopies(deps: EndingDeps, asking: Asking): Promise<Ending> {
  const { bank, virtualFile, folder } = deps.inbox
  const { startedMs } = asking.running()
  await deps.ledger.noteRepeats({
    ...{ bank, virtualFile, folder, shown: true },
    statement: asking.last(),
    count: maximumCopies,
    fromMs: startedMs,
  })
  const files = asking.files()
  const told = message('ASK-COPIES', { bank, virtualFile, files, copies: maximumCopies })
  return { ...receivedFiles(files), message: told }
}

export function receivedFiles(files: number, isBounded = false): Ending {
  return {
    result: 'received',
    message: message('ASK-RECEIVED', { files, isBounded }),
    limit: null,
    drained: false,
  }
}

// How an ask for files ends, in words: when the bank has nothing more, when a bound is reached, when the bank
// goes on giving what we have.

import type { Transfer } from '../journey/transfer.ts'
import type { Ask, Receptions } from '../ledger/contract/receiving.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'
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
export interface AskResult extends Pick<Ask, 'result' | 'files' | 'sentence'> {
  readonly code: string
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
  const { code } = limit
  return { ...failed(code, sentenceOf(limit, deps)), limit }
}

export function failed(code: string, sentence: string): Ending {
  return { result: 'failed', code, sentence, limit: null, drained: false }
}

/** The ask ends: what is left is asked for the next time. */
export function offeredRepeatedly(
  { inbox }: EndingDeps,
  asking: Asking,
  { pesit }: Transfer,
): Ending {
  const { bank, virtualFile } = inbox
  const files = asking.files()
  const before = files > 0 ? `${receivedFiles(files).sentence} ` : ''
  const sentence = `${before}${bank} goes on offering ${virtualFile} (its transfer ${pesit?.transferNumber ?? '?'}), which it knows that we have. It is not shown again; ask the bank to take it away.`
  return { ...receivedFiles(files), result: files > 0 ? 'received' : 'nothing', sentence }
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
  const sentence = `${receivedFiles(asking.files()).sentence} ${bank} gives ${virtualFile} that we have, under new numbers and dates, ${maximumCopies} of them in this ask: it was ended. They are shown and marked; ask the bank why.`
  return { ...receivedFiles(asking.files()), sentence }
}

export function receivedFiles(files: number): Ending {
  return {
    result: 'received',
    code: '',
    limit: null,
    drained: false,
    sentence: `${files} ${files === 1 ? 'file' : 'files'} received.`,
  }
}

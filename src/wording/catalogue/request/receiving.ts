// Messages about received files that programs ask for and fetch. Pure.

import { entry, type InnerMessage } from '../../entry.ts'
import type { EarlierStatement } from '../bank/statements.ts'

const told = { scope: 'file', severity: 'info', fault: 'nobody', heals: true } as const

export const receiving = {
  /** The answer to a call is not there yet. */
  'BANK-ASKED-FOR-IT': entry<{ readonly bank: string }>(told),
  /** In the story of a received file. */
  'STATEMENT-HANDED-OVER': entry<{ readonly how: 'download' | 'copy'; readonly actor: string }>(
    told,
  ),
  /** The answer to a call is a file that came before it. */
  'RECEIVED-EARLIER': entry<{
    readonly bank: string
    readonly receivedMs: number
    readonly asked: boolean
    /** Files of this name that had come later, and waited to be asked for. */
    readonly waiting: number
  }>(told),
  /** A call got nothing: the bank gave nothing but what a program has already. */
  'RECEIVED-NOTHING-NEW': entry<{
    readonly bank: string
    readonly earlier: EarlierStatement
    /** A program has it; otherwise another call is getting it, or its bytes are not kept any more. */
    readonly had: boolean
  }>({ ...told, fault: 'bank' }),
  /** A call got nothing, but files that fit are kept for the callers whom they answered. */
  'RECEIVED-FOR-ANOTHER': entry<{ readonly files: number; readonly untilMs: number }>(told),
  /** A call got nothing, and the ask broke off; but files came. */
  'RECEIVED-UNDER-OTHER-NAMES': entry<{
    readonly folder: string
    readonly files: number
  }>(told),
  /** A call got nothing, and other files came. */
  'RECEIVED-OTHERS-ONLY': entry<{
    readonly bank: string
    /** '' when the call accepted any file. */
    readonly remoteName: string
    readonly folder: string
    readonly files: number
  }>({ ...told, fault: 'bank' }),
  /** A call ended, and there is more than one thing to say about it. */
  'SEVERAL-MESSAGES': entry<{ readonly messages: readonly InnerMessage[] }>(told),
  /** The bytes of a received file are wanted, and the archive has kept them for as long as it is to. */
  'FILE-EXPIRED': entry<{ readonly name: string; readonly receivedMs: number }>({
    ...{ scope: 'file', severity: 'warning', fault: 'operator', heals: false },
  }),
  /** They should be there, and are not. */
  'RECEIVED-FILE-GONE': entry<{ readonly name: string; readonly receivedMs: number }>({
    ...{ scope: 'file', severity: 'error', fault: 'machine', heals: false },
  }),
  /** An ask is answered before all that it brought lies in the inbox. */
  'DELIVERY-GOES-ON': entry<{
    readonly folder: string
    readonly files: number
    /** What stands in the way; null when nothing does. */
    readonly why: InnerMessage | null
  }>({ scope: 'folder', severity: 'warning', fault: 'nobody', heals: true }),
} as const

// Messages about the way of a file that comes in, and about how asks for files end. Pure.

import { entry, type InnerMessage } from '../../entry.ts'

const told = { scope: 'file', severity: 'info', fault: 'nobody', heals: true } as const
const ofBank = { scope: 'folder', severity: 'warning', fault: 'bank', heals: false } as const

export const incoming = {
  OFFERED: entry<{
    readonly bank: string
    readonly virtualFile: string
    /** PI 37; '' when there is none. */
    readonly label: string
    readonly number: number
  }>(told),
  RECEIVING: entry<{
    readonly bank: string
    readonly virtualFile: string
    /** Where it goes on; null: from its start. */
    readonly from: { readonly bytes: number; readonly point: number } | null
  }>(told),
  /** The name that it gets in the inbox. */
  NAMED: entry<{ readonly name: string; readonly folder: string }>(told),
  DELIVERED: entry<{
    readonly path: string
    /** The program that reads the inbox has taken it already. */
    readonly isTaken: boolean
  }>(told),
  'BANK-CONFIRMED': entry<{
    readonly bank: string
    /** It accepted that we have the file. */
    readonly isAccepted: boolean
  }>({ ...told, fault: 'bank' }),
  'CONTEXT-LOST': entry<{
    readonly bank: string
    /** What it said when it was asked to go on; null: it offers the file no more. */
    readonly what: InnerMessage | null
  }>({ scope: 'file', severity: 'warning', fault: 'bank', heals: true }),
  /** An ask ended well. */
  'ASK-RECEIVED': entry<{
    readonly files: number
    /** It ended at the bound of one ask: there may be more. */
    readonly isBounded: boolean
  }>({ ...told, scope: 'folder' }),
  /** An ask ended because the bank gave what it knows that we have. */
  'ASK-REPEATED': entry<{
    readonly bank: string
    readonly virtualFile: string
    readonly files: number
    /** PI 13 of what it gave in vain; null: none. */
    readonly number: number | null
  }>(ofBank),
  /** An ask ended because the bank gave what we have under new numbers. */
  'ASK-COPIES': entry<{
    readonly bank: string
    readonly virtualFile: string
    readonly files: number
    readonly copies: number
  }>(ofBank),
  'ASK-FAILED': entry<{
    readonly virtualFile: string
    /** In the words of the system; '' when they are in the log only. */
    readonly why: string
  }>({ scope: 'folder', severity: 'error', fault: 'pesit-drop', heals: true }),
  /** A start ended a call that an earlier life had begun. */
  STOPPED: entry<{ readonly bank: string }>({
    scope: 'file',
    severity: 'warning',
    fault: 'nobody',
    heals: true,
  }),
  /** Too many virtual files without an inbox are asked for at once. */
  'VIRTUAL-FILES-TOO-MANY': entry<Record<never, never>>({
    scope: 'daemon',
    severity: 'warning',
    fault: 'operator',
    heals: true,
  }),
  /** The bytes of a received file are not those that came. */
  'RECEIVED-DAMAGED': entry<{
    readonly bank: string
    readonly label: string
    readonly folder: string
    readonly what: InnerMessage
  }>({ scope: 'file', severity: 'error', fault: 'machine', heals: false }),
} as const

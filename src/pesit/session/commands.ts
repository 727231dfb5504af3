// The commands of a session. Each is legal in some states only (the tables of the two roles); in any other
// state it throws a ProtocolError with fault `local` and changes nothing.

import type {
  CompressionOption,
  Diagnostic,
  FileIdentifier,
  HistoricalAttributes,
  LogicalAttributes,
  PhysicalAttributes,
  SyncOption,
} from '../parameters/parameters.ts'

/** CREATE (PeSIT E §4.7.4): the identity of the transfer and what the file is. The same on every attempt. */
export interface CreateRequest {
  readonly file: FileIdentifier
  readonly transferNumber: number
  readonly restarted: boolean
  readonly dataCode: 'ascii' | 'ebcdic' | 'binary'
  readonly priority: number
  readonly entityBytes: number
  readonly logical: LogicalAttributes
  readonly physical: PhysicalAttributes
  readonly historical: HistoricalAttributes
  readonly client?: string
  readonly finalBank?: string
  readonly freeText?: string
}

/** SELECT: `transferNumber` 0 asks for a new file, another number restarts that transfer. */
export interface SelectRequest {
  readonly file: FileIdentifier
  readonly transferNumber: number
  readonly requestedAttributes: number
  readonly restarted: boolean
  readonly priority: number
  readonly entityBytes: number
  readonly client?: string
  readonly finalBank?: string
  readonly freeText?: string
}

/** MSG: what it is about. Of an acknowledgement: the identity of the file, sender and receiver exchanged. */
export interface MessageRequest {
  /** PI 11: 65535 a message of its own, 65534 its answer, else the type of the file that is acknowledged. */
  readonly file: FileIdentifier
  readonly transferNumber: number
  /** Whether a text is wanted in the answer (PI 14). */
  readonly answerWanted: boolean
  readonly creationDate: string
  readonly client?: string
  readonly finalBank?: string
}

export type RequesterCommand =
  | { readonly type: 'connect' }
  | { readonly type: 'create'; readonly request: CreateRequest }
  | { readonly type: 'select'; readonly request: SelectRequest }
  | { readonly type: 'open'; readonly compression?: CompressionOption }
  | { readonly type: 'write' }
  /** `recordwise`: each piece of a `data` event is one whole record. */
  | { readonly type: 'read'; readonly restartPoint: number; readonly recordwise?: boolean }
  | { readonly type: 'end-transfer' }
  | { readonly type: 'close'; readonly diagnostic?: Diagnostic }
  | { readonly type: 'deselect'; readonly diagnostic?: Diagnostic }
  /** MSG, or MSGDM, MSGMM … MSGFM when it is long (PeSIT E §3.6 F.MESSAGE). */
  | { readonly type: 'message'; readonly request: MessageRequest; readonly message: Uint8Array }
  | { readonly type: 'release' }

export type ResponderCommand =
  | {
      readonly type: 'accept-connect'
      readonly sync?: SyncOption
      readonly password?: string
      readonly freeText?: string
    }
  | { readonly type: 'refuse-connect'; readonly diagnostic: Diagnostic; readonly freeText?: string }
  | {
      readonly type: 'accept-create'
      readonly entityBytes?: number
      readonly transferNumber?: number
      readonly freeText?: string
    }
  | { readonly type: 'refuse-create'; readonly diagnostic: Diagnostic; readonly freeText?: string }
  | { readonly type: 'accept-select'; readonly offer: SelectedFile }
  | { readonly type: 'refuse-select'; readonly diagnostic: Diagnostic; readonly freeText?: string }
  /** What is compressed may be less than what was asked for, never more; absent: nothing is. */
  | { readonly type: 'accept-open'; readonly compression?: CompressionOption }
  | { readonly type: 'refuse-open'; readonly diagnostic: Diagnostic }
  | { readonly type: 'accept-write'; readonly restartPoint: number; readonly recordwise?: boolean }
  | { readonly type: 'refuse-write'; readonly diagnostic: Diagnostic }
  | { readonly type: 'accept-read' }
  | { readonly type: 'refuse-read'; readonly diagnostic: Diagnostic }
  | { readonly type: 'confirm-transfer' } // ACK(TRANS.END) with success and our own counts
  | { readonly type: 'refuse-transfer'; readonly diagnostic: Diagnostic }
  | { readonly type: 'confirm-close'; readonly diagnostic?: Diagnostic }
  | { readonly type: 'confirm-deselect'; readonly diagnostic?: Diagnostic }
  | { readonly type: 'confirm-release' }
  /** After the message is on disk: its sender never sends it again. */
  | {
      readonly type: 'confirm-message'
      readonly diagnostic?: Diagnostic
      readonly message?: Uint8Array
    }

/** Both sides of the data phase, and the ways out of it. */
export type DataCommand =
  /** Sender: entities built by DataBlock, already framed, passed through and counted. */
  | {
      readonly type: 'data'
      readonly entities: Uint8Array
      readonly dataBytes: number
      readonly articles: number
    }
  /** Sender: SYN. The session gives the number: last one + 1, or restart point + 1. */
  | { readonly type: 'sync' }
  /** Sender: DTF.END. */
  | { readonly type: 'end-data'; readonly diagnostic?: Diagnostic }
  /** Receiver: ACK(SYN), after the data up to it is durable. */
  | { readonly type: 'acknowledge-sync'; readonly number: number }
  /** RESYN: back to a sync point inside a living transfer (PI 23 must have been agreed). */
  | { readonly type: 'resync'; readonly diagnostic: Diagnostic; readonly restartPoint: number }
  /** ACK(RESYN): its point decides; the counts of the session go back to it. */
  | { readonly type: 'accept-resync'; readonly restartPoint: number }
  /** IDT; PI 19: 4 error and 8 suspension keep the context, 12 and 16 drop it. */
  | {
      readonly type: 'interrupt'
      readonly diagnostic: Diagnostic
      readonly endCode: 4 | 8 | 12 | 16
    }
  | { readonly type: 'abort'; readonly diagnostic: Diagnostic }

export type SessionCommand = RequesterCommand | ResponderCommand | DataCommand

/** The file that will be read, as ACK(SELECT) describes it. */
export interface SelectedFile {
  readonly file: FileIdentifier
  readonly transferNumber: number
  readonly dataCode?: 'ascii' | 'ebcdic' | 'binary'
  readonly entityBytes: number
  readonly logical?: LogicalAttributes
  readonly physical?: PhysicalAttributes
  readonly historical?: HistoricalAttributes
  readonly freeText?: string
}

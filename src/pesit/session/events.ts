// The events of a session, in the order in which they occurred on the line. A negative answer of the peer is
// an event (`refused`), never an exception.

import type { CompressionType } from '../data/compression.ts'
import type { Diagnostic, Parameters } from '../parameters/parameters.ts'
import type { CreateRequest, SelectedFile, SelectRequest } from './commands.ts'

/** What both sides agreed on at CONNECT, and later at CREATE or SELECT. */
export interface Negotiated {
  readonly version: number
  /** Bytes between two sync points; 0 = none. */
  readonly intervalBytes: number
  readonly window: number
  readonly resync: boolean
  readonly crc: boolean
  readonly peerConnectionId: number
  /** PI 5 of ACONNECT: the password with which the server authenticates. */
  readonly serverPassword?: string
  readonly freeText?: string
}

/** The request that the peer answered with a negative diagnostic. */
export type RefusedRequest = 'connect' | 'create' | 'select' | 'open' | 'write' | 'read'

export type SessionEvent =
  // — events of a requester —
  | { readonly type: 'connected'; readonly negotiated: Negotiated }
  | {
      readonly type: 'refused'
      readonly request: RefusedRequest
      readonly diagnostic: Diagnostic
      readonly text?: string
    }
  | {
      readonly type: 'created'
      readonly entityBytes: number
      readonly peerTransferNumber?: number
      readonly text?: string
    }
  | { readonly type: 'selected'; readonly selected: SelectedFile }
  /** `compression` is what both agreed on (PI 21). */
  | { readonly type: 'opened'; readonly compression: CompressionType | null }
  | { readonly type: 'write-accepted'; readonly restartPoint: number }
  | { readonly type: 'read-accepted' }
  | {
      /** ACK(TRANS.END). `diagnostic` is absent when the peer left PI 2 out: that is never success. */
      readonly type: 'transfer-answered'
      readonly diagnostic?: Diagnostic
      readonly byteCount?: number
      readonly articleCount?: number
      readonly text?: string
    }
  | { readonly type: 'closed'; readonly diagnostic: Diagnostic; readonly text?: string }
  | { readonly type: 'deselected'; readonly diagnostic: Diagnostic; readonly text?: string }
  | {
      /** ACK(MSG). */
      readonly type: 'message-answered'
      readonly diagnostic: Diagnostic
      readonly message?: Uint8Array
    }
  | { readonly type: 'released'; readonly text?: string }
  // — events of a responder —
  | { readonly type: 'pre-connection'; readonly identifier: string; readonly password: string }
  | { readonly type: 'connect-requested'; readonly parameters: Parameters }
  | {
      readonly type: 'create-requested'
      readonly request: CreateRequest
      readonly parameters: Parameters
    }
  | {
      readonly type: 'select-requested'
      readonly request: SelectRequest
      readonly parameters: Parameters
    }
  | { readonly type: 'open-requested'; readonly compression: CompressionType | null }
  | { readonly type: 'write-requested' }
  | { readonly type: 'read-requested'; readonly restartPoint: number }
  | {
      readonly type: 'transfer-end-requested'
      readonly byteCount?: number
      readonly articleCount?: number
    }
  | { readonly type: 'close-requested'; readonly diagnostic: Diagnostic }
  | { readonly type: 'deselect-requested'; readonly diagnostic: Diagnostic }
  | { readonly type: 'release-requested'; readonly diagnostic: Diagnostic; readonly text?: string }
  | {
      readonly type: 'message-received'
      readonly parameters: Parameters
      readonly message: Uint8Array
    }
  // — events of the side that receives or sends data —
  /**
   * Views into the bytes that were passed to `receive`, valid until those are overwritten. A segmented
   * article comes in pieces.
   */
  | {
      readonly type: 'data'
      readonly pieces: readonly Uint8Array[]
      readonly dataBytes: number
      readonly articles: number
    }
  | { readonly type: 'sync-received'; readonly number: number }
  | { readonly type: 'sync-acknowledged'; readonly number: number }
  | { readonly type: 'data-ended'; readonly diagnostic: Diagnostic; readonly text?: string }
  /** The data cannot be accepted; IDT with this diagnostic was sent, its acknowledgement is awaited. */
  | { readonly type: 'data-refused'; readonly diagnostic: Diagnostic; readonly reason: string }
  /** RESYN was sent, by command or for a wrong checksum; data is dropped until it is answered. */
  | {
      readonly type: 'resync-sent'
      readonly diagnostic: Diagnostic
      readonly restartPoint: number
    }
  /**
   * RESYN was received: answer with `accept-resync`, with the same point or 0 (a sender), or one not before
   * it or 0 (a receiver). 0 stands for a point whose place this session does not know.
   */
  | {
      readonly type: 'resync-requested'
      readonly diagnostic: Diagnostic
      readonly restartPoint: number
      readonly text?: string
    }
  /** Both sides are back at this point, and so are the counts. */
  | { readonly type: 'resync-acknowledged'; readonly restartPoint: number }
  | {
      readonly type: 'interrupted'
      readonly diagnostic: Diagnostic
      readonly endCode: number
      readonly text?: string
    }
  | { readonly type: 'interrupt-acknowledged' }
  // — the end of the line —
  | {
      readonly type: 'aborted'
      readonly by: 'peer' | 'us'
      readonly diagnostic: Diagnostic
      readonly reason: string
      /** The peer's text for people (PI 99, PI 29). */
      readonly text?: string
    }
  /** A deviation that was tolerated (an unknown PI, a wrong order, a count): for the log. */
  | { readonly type: 'oddity'; readonly what: string }

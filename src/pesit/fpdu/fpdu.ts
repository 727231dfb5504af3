// A decoded FPDU: its name, its two connection identifiers and its parameters, or its
// bytes when it carries file data. The pairing of names with phase and type bytes is in table.ts.

import type { Parameters } from '../parameters/parameters.ts'

export type FpduName =
  | 'CONNECT'
  | 'ACONNECT'
  | 'RCONNECT'
  | 'RELEASE'
  | 'RELCONF'
  | 'ABORT'
  | 'CREATE'
  | 'ACK(CREATE)'
  | 'SELECT'
  | 'ACK(SELECT)'
  | 'DESELECT'
  | 'ACK(DESELECT)'
  | 'ORF'
  | 'ACK(ORF)'
  | 'CRF'
  | 'ACK(CRF)'
  | 'READ'
  | 'ACK(READ)'
  | 'WRITE'
  | 'ACK(WRITE)'
  | 'DTF'
  | 'DTFDA'
  | 'DTFMA'
  | 'DTFFA'
  | 'SYN'
  | 'ACK(SYN)'
  | 'DTF.END'
  | 'RESYN'
  | 'ACK(RESYN)'
  | 'IDT'
  | 'ACK(IDT)'
  | 'TRANS.END'
  | 'ACK(TRANS.END)'
  | 'MSG'
  | 'MSGDM'
  | 'MSGMM'
  | 'MSGFM'
  | 'ACK(MSG)'

export interface Fpdu {
  readonly name: FpduName
  /** Octet 5: the connection identifier of the side that receives the FPDU (PeSIT E §4.3). */
  readonly dst: number
  /** Octet 6: the sender's identifier in RELEASE, RELCONF, ABORT and the CONNECT family; the number
   *  of articles in DTF; else 0. */
  readonly src: number
  readonly parameters: Parameters
  /** Only in DTF, DTFDA, DTFMA and DTFFA: everything after the header. A view, not a copy. */
  readonly body?: Uint8Array
}

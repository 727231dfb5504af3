// The parameters (PI) and groups (PGI) of an FPDU as a plain object, one property a parameter. Codes,
// types and lengths are in table.ts. Absent means: not on the wire.

/**
 * PI 2: class 0 success, 1 resynchronisation, 2 file, 3 connection; and the reason. `2-205` is {type: 2,
 * reason: 205}.
 */
export interface Diagnostic {
  readonly type: number
  readonly reason: number
}

/** PI 7: interval in KB (0 = no sync point, 65535 = undefined) and acknowledgement window (0 = none). */
export interface SyncOption {
  readonly intervalKb: number
  readonly window: number
}

/** PI 21: type 1 horizontal, 2 vertical, 3 both; meaningless when `use` is false. */
export interface CompressionOption {
  readonly use: boolean
  readonly type: number
}

/** PGI 9. */
export interface FileIdentifier {
  readonly requester?: string // PI 3
  readonly server?: string // PI 4
  readonly fileType?: number // PI 11
  readonly fileName?: string // PI 12
}

/** PGI 30. */
export interface LogicalAttributes {
  readonly articleFormat?: 'fixed' | 'variable' // PI 31
  readonly articleBytes?: number // PI 32
  readonly organisation?: number // PI 33: 0 sequential, 1 relative, 2 indexed
  readonly label?: string // PI 37
  readonly keyBytes?: number // PI 38
  readonly keyOffset?: number // PI 39
}

/** PGI 40. */
export interface PhysicalAttributes {
  readonly spaceUnit?: 'kilobytes' | 'articles' // PI 41
  readonly maximumSpace?: number // PI 42
}

/** PGI 50. Dates are the twelve digits YYMMDDhhmmss, kept verbatim: they are part of a key. */
export interface HistoricalAttributes {
  readonly creationDate?: string // PI 51
  readonly extractionDate?: string // PI 52
}

export interface Parameters {
  readonly crc?: boolean // PI 1
  readonly diagnostic?: Diagnostic // PI 2
  readonly requester?: string // PI 3
  readonly server?: string // PI 4
  /** PI 5 as on the wire: 1-8 password, 9-16 new password. Never logged. */
  readonly accessControl?: string
  readonly version?: number // PI 6: 1 = D, 2 = E
  readonly sync?: SyncOption // PI 7
  readonly file?: FileIdentifier // PGI 9
  readonly transferNumber?: number // PI 13
  readonly requestedAttributes?: number // PI 14, bit mask
  readonly restarted?: boolean // PI 15
  readonly dataCode?: 'ascii' | 'ebcdic' | 'binary' // PI 16
  readonly priority?: number // PI 17
  readonly restartPoint?: number // PI 18
  readonly endCode?: number // PI 19: 4 error, 8 suspension, 12 and 16 cancelled
  readonly syncNumber?: number // PI 20
  readonly compression?: CompressionOption // PI 21
  readonly accessType?: 'write' | 'read' | 'mixed' // PI 22
  readonly resync?: boolean // PI 23
  readonly entityBytes?: number // PI 25
  readonly watchdogSeconds?: number // PI 26
  readonly byteCount?: number // PI 27; above 2^53-1 is refused
  readonly articleCount?: number // PI 28
  readonly diagnosticText?: string // PI 29
  readonly logical?: LogicalAttributes // PGI 30
  readonly physical?: PhysicalAttributes // PGI 40
  readonly historical?: HistoricalAttributes // PGI 50
  readonly client?: string // PI 61
  readonly finalBank?: string // PI 62
  readonly message?: Uint8Array // PI 91
  readonly freeText?: string // PI 99
  /** Units that the table does not know, kept as read. Never sent. */
  readonly unknown?: readonly { readonly code: number; readonly value: Uint8Array }[]
}

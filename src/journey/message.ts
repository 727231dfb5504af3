// A message between a bank and us (PeSIT E §3.6 F.MESSAGE): free, or about a transfer. Written once, never
// changed; whether the transfer was told of it is noted beside.

export interface Message {
  readonly sequence: number
  readonly bank: string
  readonly direction: 'in' | 'out'
  readonly atMs: number
  readonly about: MessageSubject
  /** As it came; bytes that are no ASCII as ISO 8859-1. */
  readonly text: string
  /** The transfer that it is about; null when none is known. */
  readonly transferId: string | null
  /** Of a message that names a transfer: whether its story has it. */
  readonly applied: boolean
}

/**
 * What a message names: a file's identity (PI 11, 12, 13, 51, 61, 62), or nothing but itself (PI 11 = 65535).
 */
export interface MessageSubject {
  readonly fileType: number
  readonly fileName: string
  readonly transferNumber: number
  readonly creationDate: string
  readonly client: string
  readonly finalBank: string
}

export const ownMessage = 0xffff

/**
 * The key by which the same message is known when it comes again: a lost answer makes its sender repeat it.
 */
export function messageKey(
  message: Pick<Message, 'bank' | 'direction' | 'about' | 'text'>,
): string {
  const { fileType, fileName, transferNumber, creationDate, client, finalBank } = message.about
  return JSON.stringify([
    message.bank,
    message.direction,
    fileType,
    fileName,
    transferNumber,
    creationDate,
    client,
    finalBank,
    message.text,
  ])
}

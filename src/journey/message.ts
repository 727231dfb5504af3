// A message between a bank and us (PeSIT E §3.6 F.MESSAGE): a free one, or one about a transfer. It is
// written once and never changed; whether the transfer has a fact about it is recorded separately.

export interface Message {
  readonly sequence: number
  readonly bank: string
  readonly direction: 'in' | 'out'
  readonly atMs: number
  readonly about: MessageSubject
  /** The text as it came; bytes that are not ASCII are read as ISO 8859-1. */
  readonly text: string
  /** The transfer that the message is about; null when none is known. */
  readonly transferId: string | null
  /** Whether the transfer that the message names has a fact about it. */
  readonly applied: boolean
}

/**
 * What a message names: the identity of a file (PI 11, 12, 13, 51, 61, 62), or nothing (PI 11 = 65535).
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
 * The key by which a repeated message is recognized: when our answer is lost, the sender sends the message
 * again.
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

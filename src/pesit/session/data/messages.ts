// Messages, whole or in segments: one MSG, or MSGDM, MSGMM … and MSGFM when the text is longer than PI 91
// allows (PeSIT E §3.6 F.MESSAGE). The specification sets no maximum number of segments; we do.
//
//   message = ( MSG | MSGDM { MSGMM } MSGFM ) ACK(MSG)
//
// MSG and MSGDM say what the message is about (PGI 9, PI 13, PGI 50 …); the other segments carry PI 91 alone.

import { concatBytes } from '../../data/joined.ts'
import type { Fpdu, FpduName } from '../../fpdu/fpdu.ts'
import type { Parameters } from '../../parameters/parameters.ts'
import type { MessageRequest } from '../commands.ts'
import { notPossible, violation } from '../tolerance.ts'
import { optional } from '../views.ts'

/** The longest PI 91. */
const segmentBytes = 4096
const maximumSegments = 64
const maximumReceivedBytes = 65_536

/** The FPDUs that carry a message. @throws ProtocolError (local) for a message of more than 64 segments. */
export function messageFpdus(
  request: MessageRequest,
  message: Uint8Array,
): readonly { readonly name: FpduName; readonly parameters: Parameters }[] {
  const about = parametersOf(request)
  if (message.length <= segmentBytes) {
    const text = message.length === 0 ? {} : { message }
    return [{ name: 'MSG', parameters: { ...about, ...text } }]
  }
  const count = Math.ceil(message.length / segmentBytes)
  if (count > maximumSegments)
    throw notPossible(
      `a message has at most ${maximumSegments * segmentBytes} bytes, not ${message.length}`,
    )
  return Array.from({ length: count }, (_, index) => {
    const segment = { message: message.subarray(index * segmentBytes, (index + 1) * segmentBytes) }
    if (index === 0) return { name: 'MSGDM', parameters: { ...about, ...segment } }
    return { name: index === count - 1 ? 'MSGFM' : 'MSGMM', parameters: segment }
  })
}

function parametersOf(request: MessageRequest): Parameters {
  return {
    file: request.file,
    transferNumber: request.transferNumber,
    requestedAttributes: request.answerWanted ? 1 : 0,
    historical: { creationDate: request.creationDate },
    ...optional('client', request.client),
    ...optional('finalBank', request.finalBank),
  }
}

/** Joins the segments of a message that comes in. */
export class MessageIntake {
  private request: Parameters = {}
  private segments: Uint8Array[] = []

  /** The whole message when this FPDU ends it, else null. @throws ProtocolError (remote). */
  take({
    name,
    parameters,
  }: Fpdu): { readonly parameters: Parameters; readonly message: Uint8Array } | null {
    if (name === 'MSG' || name === 'MSGDM') {
      this.request = parameters
      this.segments = []
    }
    this.segments.push(parameters.message ?? new Uint8Array(0))
    const total = this.segments.reduce((sum, segment) => sum + segment.length, 0)
    if (total > maximumReceivedBytes || this.segments.length > maximumSegments) {
      throw violation(
        `a message has more than ${maximumReceivedBytes} bytes or ${maximumSegments} segments`,
      )
    }
    if (name !== 'MSG' && name !== 'MSGFM') return null
    return { parameters: this.request, message: concatBytes(this.segments) }
  }
}

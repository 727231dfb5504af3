// A message as it leaves: one MSG, or MSGDM, MSGMM … and MSGFM when it is longer than PI 91 (PeSIT E §3.6
// F.MESSAGE). Pure.

import type { FpduName } from '../../fpdu/fpdu.ts'
import type { Parameters } from '../../parameters/parameters.ts'
import type { MessageRequest } from '../commands.ts'
import { optional } from '../request-views.ts'
import { notPossible } from '../tolerance.ts'

/** PI 91 at most. */
const segmentBytes = 4096
const mostSegments = 64

/** @throws ProtocolError (local) for a message of more than 64 segments. */
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
  if (count > mostSegments)
    throw notPossible(
      `a message has at most ${mostSegments * segmentBytes} bytes, not ${message.length}`,
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

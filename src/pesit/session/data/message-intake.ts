// A message as it comes in, whole or in segments (PeSIT E §3.6 MESSAGE); the bounds are ours.

import { joined } from '../../data/joined.ts'
import type { Fpdu } from '../../fpdu/fpdu.ts'
import type { Parameters } from '../../parameters/parameters.ts'
import { violation } from '../tolerance.ts'

const longestMessageBytes = 65_536
const mostSegments = 64

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
    if (total > longestMessageBytes || this.segments.length > mostSegments) {
      throw violation('a message longer than any that is taken')
    }
    if (name !== 'MSG' && name !== 'MSGFM') return null
    return { parameters: this.request, message: joined(this.segments) }
  }
}

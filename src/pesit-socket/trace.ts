// A session as text for people: one line for each FPDU, with times, names and diagnostics in words, data as
// sizes, secrets masked (describe.ts masks PI 5; the pre-connection is never shown).

import { decodeFpdu, decodeHeader, splitEntity } from '../pesit/fpdu/decode.ts'
import { describeFpdu } from '../pesit/describe.ts'
import { checksumBytes } from '../pesit/wire/checksum.ts'
import { EntityReader } from '../pesit/wire/framing.ts'

export interface Trace {
  sent(bytes: Uint8Array): void
  received(bytes: Uint8Array): void
}

/** `write` gets one line at a time: `→` we sent it, `←` the peer did. */
export function createTrace(write: (line: string) => void): Trace {
  return { sent: follow('→', write), received: follow('←', write) }
}

/** With PI 1 each FPDU has an entity of its own, with two bytes of checksum behind it. */
function withoutChecksum(entity: Uint8Array): Uint8Array {
  const { lengthBytes } = decodeHeader(entity)
  return lengthBytes + checksumBytes === entity.length ? entity.subarray(0, lengthBytes) : entity
}

function follow(arrow: string, write: (line: string) => void): (bytes: Uint8Array) => void {
  const reader = new EntityReader({ framing: 'detect', maximumEntityBytes: 65_535 })
  let dataFpdus = 0
  let dataBytes = 0
  let lost = false

  const writeData = () => {
    if (dataFpdus > 0) write(`${arrow} DTF ×${dataFpdus}, ${dataBytes} bytes`)
    dataFpdus = 0
    dataBytes = 0
  }
  const tell = (bytes: Uint8Array) => {
    const { fpdu } = decodeFpdu(bytes)
    if (fpdu.body !== undefined) {
      dataFpdus += 1
      dataBytes += fpdu.body.length
      return
    }
    writeData()
    write(`${arrow} ${describeFpdu(fpdu)}`)
  }
  return (bytes) => {
    if (lost) return
    try {
      for (const entity of reader.push(bytes)) {
        if (isPreConnection(entity)) write(`${arrow} pre-connection, ${entity.length} bytes`)
        else splitEntity(withoutChecksum(entity)).forEach(tell)
      }
    } catch (error) {
      // The session handles the error; the trace only says that it cannot go on.
      lost = true
      write(
        `${arrow} unreadable from here on: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  }
}

/** Request `PESIT` or reply `ACK0`/`NAK0`, in EBCDIC. */
function isPreConnection(entity: Uint8Array): boolean {
  return entity.length === 24 ? entity[0] === 0xd7 && entity[1] === 0xc5 : entity.length === 4
}

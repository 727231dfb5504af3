// A file poured onto a line whose peer acknowledges nothing: over real sockets, with the sandbox bank on the
// other end.

import { expect, test, vi } from 'vitest'
import type { TraceFile } from '../../src/pesit-socket/trace-file.ts'
import { openPair } from '../helpers/road/bank-pair.ts'
import { bytesOf } from '../helpers/road/content.ts'

const kilobyte = 1024

test.each([1, 2, 4])(
  'with a window of %i, a sender waits when that many points are open and the data after them has left',
  async (window) => {
    let [points, dataBytes] = [0, 0]
    const traceFile: TraceFile = {
      calls: () => '',
      connection: () => ({
        sent(bytes) {
          // Two lengths, then phase and type.
          if (bytes[4] === 0x00) dataBytes += bytes.length
          if (bytes[4] === 0xc0 && bytes[5] === 0x03) points += 1
        },
        received(bytes) {
          const isWriteAccepted = bytes[4] === 0xc0 && bytes[5] === 0x36
          if (isWriteAccepted) pair.proxy.swallow('toDaemon')
        },
        ended: () => undefined,
      }),
    }
    const pair = await openPair({
      bank: { sync: { interval: '8 KB', window: window }, articleBytes: 4096 },
      traceFile,
    })
    const sending = pair.send(bytesOf(100 * kilobyte))
    // One stretch lies before each point, and one behind the last: two articles, their headers, a length
    // before them.
    const allowed = (window + 1) * (8 * kilobyte + 2 * 6 + 2)
    await vi.waitFor(() => expect([points, dataBytes]).toEqual([window, allowed]))
    await pair.proxy.stop()
    expect((await sending).outcome).toMatchObject({ kind: 'cut' })
    expect([points, dataBytes]).toEqual([window, allowed])
  },
)

// Sends one file to a sandbox bank over a proxy that lets exactly so many bytes through and then cuts the
// line, and says whether that left a doubt: for each preset, as it is now and as it was before the end waited
// for the bytes.

import { type DialectName, dialectNames } from '../../src/config/schema/dialect-keys.ts'
import { provesNotKept } from '../../src/bank/outcomes.ts'
import { type Pair, openPair } from '../helpers/road/bank-pair.ts'
import type { BankKeys } from '../helpers/road/configuration.ts'
import { bytesOf } from '../helpers/road/content.ts'

export const presets = dialectNames

export interface Way {
  readonly dialect: DialectName
  /** `before`: the end follows the last byte at once, and PeSIT Wizard has no sync points. */
  readonly when: 'before' | 'now'
  /**
   * What the kernel's send queue is a sign of. `direct`: the machine that is called is the bank's, so what
   * the proxy holds is on its way. `relayed`: the proxy is the machine that is called, as a firewall may be,
   * and has taken all.
   */
  readonly line: 'direct' | 'relayed'
}

export interface Cut {
  readonly direction: 'toBank' | 'toDaemon'
  readonly afterBytes: number
}

export interface Cutter {
  /** Bytes of a sending that nothing disturbs. */
  readonly whole: { readonly toBank: number; readonly toDaemon: number }
  /** How many bytes go to the bank before DTF.END. */
  readonly beforeEnd: number
  leavesDoubt(cut: Cut): Promise<boolean>
}

export async function openCutter({ dialect, when, line }: Way, sizeBytes: number): Promise<Cutter> {
  const content = bytesOf(sizeBytes)
  let [sentBytes, beforeEnd] = [0, 0]
  const pair: Pair = await openPair({
    bank: keysOf(dialect, when),
    traceFile: {
      calls: () => '',
      connection: () => {
        sentBytes = 0
        return {
          sent(bytes) {
            // Two lengths, then phase and type: DTF.END.
            if (bytes[4] === 0xc0 && bytes[5] === 0x04) beforeEnd = sentBytes
            sentBytes += bytes.length
          },
          received: () => undefined,
          ended: () => undefined,
        }
      },
    },
    ...(when === 'before' ? { readSendQueue: () => Promise.resolve(null) } : {}),
    ...(when === 'now' && line === 'direct'
      ? { readSendQueue: () => Promise.resolve(sentBytes - pair.proxy.passedToBank) }
      : {}),
  })
  const undisturbed = await pair.send(content)
  if (undisturbed.outcome.kind !== 'delivered') throw new Error(`${dialect} does not send`)
  const whole = { toBank: pair.proxy.toBank, toDaemon: pair.proxy.toDaemon }
  return {
    whole,
    beforeEnd,
    async leavesDoubt({ direction, afterBytes }) {
      pair.proxy.reset()
      pair.proxy.cutAt(direction, afterBytes)
      const { outcome } = await pair.send(content)
      const isAfterIntent = 'phase' in outcome && outcome.phase === 'finishing'
      return isAfterIntent && !provesNotKept(outcome)
    },
  }
}

function keysOf(dialect: DialectName, when: Way['when']): BankKeys {
  if (when !== 'before') return { dialect }
  return { dialect, finalBarrier: false, ...(dialect === 'pesit-wizard' ? { sync: false } : {}) }
}

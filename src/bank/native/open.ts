// A bank over PeSIT, as stations see it: its connections, and the conversations on them. The number of
// connections is limited; a conversation waits until one is free.

import type { Log } from '../../lib/log.ts'
import { createLimit } from '../../lib/waiting/limit.ts'
import type { Bank, BrokenOff } from '../bank.ts'
import { fetchFile } from './receive/receive-file.ts'
import { createLines, type LineOutcome } from './connect/lines.ts'
import type { OpenLine } from './connect/open-line.ts'
import type { ConnectionTools } from './connect/tools.ts'
import type { BankOptions } from './options.ts'
import { type NativeProbeOutcome, probeBank, type Probing } from './connect/probe.ts'
import { sendFile } from './send/send-file.ts'
import { sendMessage } from './send-message.ts'
import { ourFailure } from '../our-failure.ts'

/** A bank that is called over PeSIT. */
export interface NativeBank extends Bank {
  probe(signal: AbortSignal): Promise<NativeProbeOutcome>
}

export function openBank(options: BankOptions, log: Log, tools: ConnectionTools = {}): NativeBank {
  const lines = createLines(options, { tools, log })
  const limit = createLimit(options.connection.maximum)

  /** A secret or a certificate that can no longer be read is a failure of ours, and is reported as one. */
  const takeLine = async (purpose: 'write' | 'read', signal: AbortSignal): Promise<LineOutcome> => {
    try {
      return await lines.take(purpose, signal)
    } catch (error) {
      return ourSide(options, error)
    }
  }

  /**
   * Runs one conversation on a connection of its own. The bank may have closed an idle connection unnoticed:
   * when it breaks before the bank answered CREATE or SELECT, nothing has moved, and the next connection is
   * used.
   */
  async function onLine<T extends { readonly kind: string }>(
    { purpose, signal }: { readonly purpose: 'write' | 'read'; readonly signal: AbortSignal },
    converse: (
      open: OpenLine,
    ) => Promise<{ readonly outcome: T | BrokenOff; readonly reusable: boolean }>,
  ): Promise<T | BrokenOff> {
    const taken = await takeLine(purpose, signal)
    if (taken.kind !== 'open') return taken
    const { outcome, reusable } = await converse(taken.open)
    if (reusable) lines.giveBack(taken.open)
    else taken.open.line.destroy('the transfer on it did not end properly')
    const staleLine =
      taken.reused && outcome.kind === 'cut' && 'phase' in outcome && outcome.phase === 'select'
    return staleLine ? onLine({ purpose, signal }, converse) : outcome
  }

  return {
    name: options.name,
    send: (job, signal) =>
      limit(() =>
        onLine({ purpose: 'write', signal }, (open) =>
          sendFile({ options, open, log: log.child({ transfer: job.transferId }) }, job, signal),
        ),
      ),
    fetch: (job, signal) =>
      limit(() =>
        onLine({ purpose: 'read', signal }, (open) =>
          fetchFile({ options, open, log }, job, signal),
        ),
      ),
    sendMessage: (job, signal) =>
      limit(() =>
        onLine({ purpose: 'write', signal }, (open) => sendMessage({ options, open, log }, job)),
      ),
    probe: (signal) =>
      limit(() => probeSafely({ options, tools, log, onLine: lines.watch }, signal)),
    cut: () => lines.cut(),
    close: () => lines.close(),
  }
}

async function probeSafely(probing: Probing, signal: AbortSignal): Promise<NativeProbeOutcome> {
  try {
    return await probeBank(probing, signal)
  } catch (error) {
    return ourSide(probing.options, error)
  }
}

function ourSide(
  { name }: BankOptions,
  error: unknown,
): Extract<BrokenOff, { kind: 'local-failure' }> {
  return {
    kind: 'local-failure',
    phase: 'connect',
    error,
    message: ourFailure(name, 'calling', error),
  }
}

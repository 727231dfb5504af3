// The listener for banks of the configuration, with the trace that it keeps. When no bank may call any
// more, the reports about refused callers are removed.

import { forgetRefusals } from '../callers/refused-calls.ts'
import { startCallers } from '../callers/start.ts'
import type { ListenOptions } from '../callers/options.ts'
import type { Config } from '../config/schema/configuration.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Clock } from '../lib/time/clock.ts'
import { systemErrorCode } from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import type { Log } from '../lib/log.ts'
import { message } from '../wording/catalogue.ts'
import { listenOptions, traceOptions } from './from-config.ts'
import { keepTrace } from '../bank/native/kept-trace.ts'

export interface ListenerDeps {
  readonly config: Config
  readonly environment: NodeJS.ProcessEnv
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
  /** A transfer was told that its bank has it. */
  readonly onApplied: () => void
}

/** null: no bank may call. @throws KnownError PORT-TAKEN when the port cannot be had. */
export async function startListener(deps: ListenerDeps): Promise<{ stop(): Promise<void> } | null> {
  const { config, environment, ledger, clock, log, onApplied } = deps
  const listen = listenOptions(config, environment)
  if (listen === null) {
    await forgetRefusals(ledger)
    return null
  }
  const trace = config.listen?.trace
  const kept = trace === undefined ? null : keepTrace(traceOptions(trace), { clock, log })
  const shared = { ledger, clock, log, onApplied, zone: config.zone }
  try {
    const callers = await startCallers(shared, { ...listen, traceFile: kept?.traceFile })
    return {
      async stop() {
        await callers.stop()
        await kept?.close()
      },
    }
  } catch (error) {
    await kept?.close()
    throw notHad(listen, error)
  }
}

const portTrouble: ReadonlySet<string> = new Set([
  'EADDRINUSE',
  'EACCES',
  'EADDRNOTAVAIL',
  'ENOTFOUND',
])

function notHad({ host, port }: ListenOptions, error: unknown): unknown {
  const code = systemErrorCode(error)
  if (!portTrouble.has(code)) return error
  const what = message('PORT-NOT-HAD', { host, port, error: code })
  return new KnownError(message('PORT-TAKEN', { what }), { cause: error })
}

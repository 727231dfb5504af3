// `probe`: calls a bank without a file, shows what was agreed, says what to change.

import { openSync, writeSync } from 'node:fs'
import { type Account, createAccounts } from '../../bank/native/connect/account.ts'
import type { Connected, NativeProbeOutcome } from '../../bank/native/connect/probe.ts'
import type { BankOptions } from '../../bank/native/options.ts'
import type { Config } from '../../config/schema/configuration.ts'
import { bankOptions } from '../../daemon/from-config.ts'
import { createLog } from '../../daemon/process/log.ts'
import { probeOne } from '../../daemon/probe.ts'
import { openRefusalFiles } from '../../bank/native/connect/refusal-files.ts'
import { present } from '../../lib/assert.ts'
import { KnownError } from '../../wording/known-error.ts'
import type { Log } from '../../lib/log.ts'
import { errorText } from '../../lib/files/files.ts'
import { nearest } from '../../lib/nearest.ts'
import { formatSize } from '../../lib/size.ts'
import { createTraceFile, type TraceFile, traceFileHead } from '../../pesit-socket/trace-file.ts'
import { message } from '../../wording/catalogue.ts'
import { type CommonOptions, daemonOf, readConfig, readerOf } from '../context.ts'
import { type DaemonPlace, requestJson } from '../daemon-client.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Output } from '../output.ts'
import { type Said, say } from '../say.ts'
import { usageError } from '../usage-error.ts'
import { whatOf } from '../../wording/sentence.ts'

export async function probe(
  name: string,
  options: CommonOptions & { readonly verbose?: boolean; readonly trace?: string },
  output: Output,
): Promise<ExitCode> {
  const config = readConfig(options)
  const bank = config.banks.find((one) => one.name === name || String(one.id) === name)
  if (bank === undefined) {
    const known = config.banks.map((one) => one.name)
    const values = { asked: name, known, meant: nearest(name, known) }
    throw usageError(message('BANK-NAME-UNKNOWN', values))
  }
  const log = createLog({
    level: options.verbose === true && !output.json ? 'debug' : 'error',
    terminal: process.stderr.isTTY,
  })
  const { settings, outcome, advice } = await probeOne(
    bank,
    { environment: process.env, dataFolder: config.data, log },
    {
      nowMs: () => Date.now(),
      signal: new AbortController().signal,
      account: accountWithoutDaemon(config, bank.name, log),
      trace: options.trace === undefined ? {} : { traceFile: traceFileAt(options.trace) },
    },
  )
  if (outcome.kind === 'connected') await notifyDaemon(daemonOf(options), bank.name)
  if (output.json) output.value({ bank: bank.name, ...shownFor(outcome), advice })
  else
    print(
      { options, output },
      { name: bank.name, dialect: bank.dialect, settings, outcome, advice },
    )
  return outcome.kind === 'connected' ? exitCodes.done : exitCodes.failed
}

function accountWithoutDaemon(config: Config, bank: string, log: Log): Account {
  const keeping = { environment: process.env, dataFolder: config.data, log }
  const store = openRefusalFiles(config.data, log)
  const accounts = createAccounts({ store, nowMs: Date.now, log, zone: config.zone })
  const all = config.banks.map((one) => [one.name, accounts.of(bankOptions(one, keeping))] as const)
  return present(new Map(all).get(bank), 'the account at a bank of the configuration')
}

/**
 * Ends the daemon's pause for this bank at once. If no daemon runs, or we may not talk to it, it finds out by
 * itself.
 */
async function notifyDaemon(daemon: DaemonPlace, bank: string): Promise<void> {
  const path = `/banks/${encodeURIComponent(bank)}/reached`
  await requestJson(daemon, { method: 'POST', path, timeoutMs: 2_000 }).catch(() => undefined)
}

/** Readable for this user only: it contains names and identifiers, but no secrets. */
function traceFileAt(path: string): TraceFile {
  try {
    const file = openSync(path, 'w', 0o600)
    writeSync(file, traceFileHead)
    return createTraceFile((line) => writeSync(file, line), Date.now)
  } catch (error) {
    throw new KnownError(message('TRACE-NOT-WRITTEN', { path, error: errorText(error) }), {
      cause: error,
    })
  }
}

/** Without the password by which the bank identifies itself. */
function shownFor(outcome: NativeProbeOutcome): object {
  if (outcome.kind !== 'connected') return { ...outcome, error: undefined }
  const { serverPassword, ...negotiated } = outcome.negotiated
  return { ...outcome, negotiated, showsPassword: serverPassword !== undefined }
}

function print(
  said: Said,
  shown: {
    readonly name: string
    readonly dialect: string
    readonly settings: BankOptions
    readonly outcome: NativeProbeOutcome
    readonly advice: readonly string[]
  },
): void {
  const { output } = said
  const { name, settings, outcome, advice } = shown
  if (outcome.kind === 'connected') {
    const connectMs = Math.round(outcome.connectMs)
    say(message('BANK-ANSWERED', { bank: name, connectMs }), said)
    output.line()
    output.table(['', ''], rowsOf(shown.dialect, settings, outcome))
  } else output.line(whatOf(outcome.message, readerOf(said.options)))
  output.line()
  if (advice.length === 0 && outcome.kind === 'connected')
    say(message('NOTHING-TO-CHANGE', {}), said)
  for (const sentence of advice) output.line(`• ${sentence}`)
}

function rowsOf(
  dialect: string,
  settings: BankOptions,
  { negotiated, peer, framing, tls }: Connected,
): string[][] {
  const { intervalBytes, window, version, resync, crc, freeText = '' } = negotiated
  const { address, identification, connection } = settings
  const asked = settings.sync.points
  const requestedSync =
    asked === null ? 'none' : `${formatSize(asked.intervalKb * 1024)}, window ${asked.window}`
  const sync = intervalBytes === 0 ? 'none' : `${formatSize(intervalBytes)}, window ${window}`
  const security =
    tls === null
      ? 'none, plain TCP'
      : `${tls.protocol} ${tls.cipher}, certificate until ${tls.validTo}`
  return [
    ['dialect', dialect],
    ['address', `${address.host}:${address.port} (${peer})`],
    ['TLS', security],
    ['framing', framing],
    ['pre-connection', identification.preConnection === null ? 'none' : 'sent and acknowledged'],
    ['PI 3, PI 4', `${identification.partner} calls ${identification.server}`],
    ['PI 6 version', version === 1 ? 'D' : 'E'],
    ['PI 7 sync points', asked === null ? sync : `${sync} (asked: ${requestedSync})`],
    ['PI 23 resync', resync ? 'yes' : 'no'],
    ['PI 1 checksum', crc ? 'yes' : 'no'],
    ['PI 22 access', connection.access === 'mixed' ? 'mixed' : 'one way'],
    ['PI 25 entity', `${settings.transfer.entityBytes} bytes will be proposed with each file`],
    ...(freeText === '' ? [] : [['PI 99', JSON.stringify(freeText)]]),
  ]
}

// `sandbox`: a bank to try things with, until it is stopped.

import { resolve } from 'node:path'
import { keepTrace, usualTrace } from '../../bank/native/kept-trace.ts'
import { createLog } from '../../daemon/process/log.ts'
import { systemClock } from '../../lib/time/clock.ts'
import { systemErrorCode, errorText } from '../../lib/files/files.ts'
import { KnownError } from '../../wording/known-error.ts'
import { readTls } from '../../pesit-socket/tls.ts'
import { createMisbehaviour, parseRule, steps } from '../../sandbox/misbehaviour.ts'
import type { SandboxListen } from '../../sandbox/options.ts'
import { type Sandbox, startSandbox } from '../../sandbox/start.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Output } from '../output.ts'
import { stopRequested } from './run.ts'
import { message } from '../../wording/catalogue.ts'
import { usageError } from '../usage-error.ts'

export interface SandboxCommand {
  readonly folder: string
  readonly host: string
  readonly port: number
  readonly server: string
  readonly partner: readonly string[]
  readonly takes: readonly string[]
  readonly offers: readonly string[]
  readonly statements?: string
  readonly misbehave: readonly string[]
  readonly tlsPort?: number
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly tlsClientCa?: string
  readonly forgetful?: boolean
  readonly verbose?: boolean
  readonly trace?: string
  readonly json?: boolean
}

/** A folder or a port that cannot be used is reported in one line, because the command line is at fault. */
async function started(options: Parameters<typeof startSandbox>[0]): Promise<Sandbox> {
  try {
    return await startSandbox(options)
  } catch (error) {
    const { folder } = options
    const { host, port } = options.listen
    if (error instanceof KnownError || typeof systemErrorCode(error) !== 'string') throw error
    throw new KnownError(
      message('SANDBOX-NOT-STARTED', { folder, host, port, error: errorText(error) }),
      { cause: error },
    )
  }
}

export async function sandbox(command: SandboxCommand, output: Output): Promise<ExitCode> {
  const misbehaviour = createMisbehaviour()
  for (const text of command.misbehave) {
    const rule = parseRule(text)
    if (rule === null) throw usageError(message('MISBEHAVIOUR-UNKNOWN', { text, steps }))
    misbehaviour.add(rule)
  }
  const log = createLog({
    level: command.verbose === true ? 'debug' : 'info',
    terminal: process.stdout.isTTY && command.json !== true,
  })
  const kept =
    command.trace === undefined
      ? null
      : keepTrace({ path: resolve(command.trace), ...usualTrace }, { clock: systemClock, log })
  const bank = await started({
    folder: resolve(command.folder),
    listen: { host: command.host, port: command.port, tls: tlsOf(command) },
    access: {
      server: command.server,
      partners: command.partner.map(parsePartner),
    },
    files: {
      received: command.takes,
      offered: command.offers,
      statements: command.statements ?? null,
    },
    protocol: {
      entityBytes: 65_535,
      sync: { intervalKb: 65_535, window: 15 },
      articleBytes: 65_529,
      forgetful: command.forgetful === true,
    },
    misbehaviour,
    ...(kept === null ? {} : { traceFile: kept.traceFile }),
    log,
  })
  const where = {
    host: bank.host,
    port: bank.port,
    tlsPort: bank.tlsPort,
    folder: resolve(command.folder),
  }
  if (output.json) output.line(JSON.stringify({ listening: where }))
  else log.info(where, 'The sandbox bank is open')
  await stopRequested()
  await bank.stop()
  await kept?.close()
  return exitCodes.done
}

function parsePartner(text: string): { readonly name: string; readonly password: string } {
  const colon = text.indexOf(':')
  if (colon < 1) throw usageError(message('SANDBOX-PARTNER-UNREADABLE', { text }))
  return { name: text.slice(0, colon), password: text.slice(colon + 1) }
}

function tlsOf({ tlsPort, tlsCert, tlsKey, tlsClientCa }: SandboxCommand): SandboxListen['tls'] {
  if (tlsPort === undefined) return null
  if (tlsCert === undefined || tlsKey === undefined)
    throw usageError(message('SANDBOX-TLS-INCOMPLETE', {}))
  return {
    port: tlsPort,
    material: readTls({ cert: tlsCert, key: tlsKey, ca: tlsClientCa }),
    clientCertificates: tlsClientCa !== undefined,
  }
}

// `check-config`: is the configuration right? Starts nothing and changes nothing.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig, missingSecrets, type SecretTrouble } from '../../config/load.ts'
import type { Config } from '../../config/schema/configuration.ts'
import { knownOf } from '../../daemon/from-config.ts'
import { findGone } from '../../ledger/gone-from-configuration.ts'
import { errorText } from '../../lib/files/files.ts'
import { sentenceOf, whatOf } from '../../wording/sentence.ts'
import { configPath, invalid, type CommonOptions, withLedger } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Output } from '../output.ts'

export async function checkConfig(options: CommonOptions, output: Output): Promise<ExitCode> {
  const path = configPath(options)
  const loaded = loadConfig(path)
  if (loaded.kind === 'faulty') {
    if (output.json) output.value({ valid: false, faults: loaded.faults })
    else output.error(whatOf(invalid(path, loaded.faults), { zone: 'UTC' }))
    return exitCodes.configuration
  }
  const { banks, outboxes, inboxes } = loaded.config
  const secrets = missingSecrets(loaded.config, process.env)
  const told = ({ unusable }: SecretTrouble) => whatOf(unusable, loaded.config)
  const warnings = [
    ...secrets.filter(({ isUnfit }) => !isUnfit).map(told),
    ...(await leftInLedger(loaded.config)),
  ]
  const unfit = secrets.filter(({ isUnfit }) => isUnfit).map(told)
  if (unfit.length > 0) {
    if (output.json)
      output.value({ valid: false, faults: unfit.map((text) => ({ line: 1, column: 1, text })) })
    else for (const sentence of unfit) output.error(sentence)
    return exitCodes.configuration
  }
  if (output.json)
    output.value({
      valid: true,
      warnings,
      banks: banks.length,
      environments: Object.fromEntries(banks.map(({ name, environment }) => [name, environment])),
      outboxes: outboxes.length,
      inboxes: inboxes.length,
    })
  else {
    output.line(
      `${path} is in order: ${counted(banks, 'bank', 'banks')}, ${counted(outboxes, 'outbox', 'outboxes')}, ${counted(inboxes, 'inbox', 'inboxes')}.`,
    )
    for (const { name, environment } of banks)
      output.line(`${name}: ${environment === 'test' ? 'test, no payment is made' : 'production'}`)
    for (const warning of warnings) output.line(`Warning: ${warning}`)
  }
  return exitCodes.done
}

const counted = ({ length }: readonly unknown[], one: string, many: string) =>
  `${length} ${length === 1 ? one : many}`

/**
 * What an earlier configuration left in the ledger, if there is one, and nobody would work on with this
 * configuration.
 */
async function leftInLedger(config: Config): Promise<readonly string[]> {
  if (!existsSync(join(config.data, 'ledger.db'))) return []
  try {
    const left = await withLedger(config.data, (ledger) => findGone(ledger, knownOf(config)))
    return left.map(({ message }) => sentenceOf(message, config))
  } catch (error) {
    return [
      `The ledger of ${config.data} cannot be read, so nobody knows what waits in it: ${errorText(error)}`,
    ]
  }
}

// `check-config`: is the configuration right? Starts nothing and changes nothing.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig, missingSecrets, type SecretTrouble } from '../../config/load.ts'
import type { Fault } from '../../config/parse.ts'
import type { Config } from '../../config/schema/configuration.ts'
import { knownOf } from '../../daemon/from-config.ts'
import { findGone } from '../../ledger/gone-from-configuration.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import type { Reader } from '../../wording/entry.ts'
import { messageOfError } from '../../wording/known-error.ts'
import { nextStepOf, whatOf } from '../../wording/sentence.ts'
import { configPath, invalid, type CommonOptions, readerOf, withLedger } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Output } from '../output.ts'
import { say, sayError } from '../say.ts'

export async function checkConfig(options: CommonOptions, output: Output): Promise<ExitCode> {
  const path = configPath(options)
  const loaded = loadConfig(path)
  const reader = readerOf(options)
  if (loaded.kind === 'faulty') {
    if (output.json) output.value({ valid: false, faults: faultViews(loaded.faults, reader) })
    else output.error(whatOf(invalid(path, loaded.faults), reader))
    return exitCodes.configuration
  }
  const { config } = loaded
  const secrets = missingSecrets(config, process.env)
  const coded = ({ unusable }: SecretTrouble): CodedMessage => unusable
  const unfit = secrets.filter(({ isUnfit }) => isUnfit).map(coded)
  if (unfit.length > 0) {
    const faults = unfit.map((one) => ({ line: 1, column: 1, path: '', message: one }))
    if (output.json) output.value({ valid: false, faults: faultViews(faults, reader) })
    else for (const one of unfit) sayError(one, { options, output })
    return exitCodes.configuration
  }
  const warnings = [
    ...secrets.filter(({ isUnfit }) => !isUnfit).map(coded),
    ...(await leftInLedger(config)),
  ]
  if (output.json) output.value(validView(config, warnings, reader))
  else for (const one of validMessages(path, config, warnings)) say(one, { options, output })
  return exitCodes.done
}

function faultViews(faults: readonly Fault[], reader: Reader): readonly object[] {
  return faults.map(({ message: coded, line, column, path }) => ({
    ...viewOf(coded, reader),
    line,
    column,
    path,
  }))
}

function viewOf(coded: CodedMessage, reader: Reader): object {
  const { code, arguments: values } = coded
  return {
    code,
    arguments: values,
    sentence: whatOf(coded, reader),
    hint: nextStepOf(coded, reader),
  }
}

function validView(
  { banks, outboxes, inboxes }: Config,
  warnings: readonly CodedMessage[],
  reader: Reader,
): object {
  return {
    valid: true,
    warnings: warnings.map((one) => viewOf(one, reader)),
    banks: banks.length,
    environments: Object.fromEntries(banks.map(({ name, environment }) => [name, environment])),
    outboxes: outboxes.length,
    inboxes: inboxes.length,
  }
}

function validMessages(
  path: string,
  { banks, outboxes, inboxes }: Config,
  warnings: readonly CodedMessage[],
): readonly CodedMessage[] {
  return [
    message('CONFIG-VALID', {
      path,
      banks: banks.length,
      outboxes: outboxes.length,
      inboxes: inboxes.length,
    }),
    ...banks.map(({ name, environment }) =>
      message('BANK-ENVIRONMENT', { bank: name, environment }),
    ),
    ...warnings.map((what) => message('CONFIG-WARNING', { what })),
  ]
}

/**
 * What an earlier configuration left in the ledger, if there is one, and nobody would work on with this
 * configuration.
 */
async function leftInLedger(config: Config): Promise<readonly CodedMessage[]> {
  if (!existsSync(join(config.data, 'ledger.db'))) return []
  try {
    const left = await withLedger(config.data, (ledger) => findGone(ledger, knownOf(config)))
    return left.map(({ message: gone }) => gone)
  } catch (error) {
    const what = messageOfError(error)
    return [message('LEDGER-NOT-LOOKED-AT', { dataFolder: config.data, what })]
  }
}

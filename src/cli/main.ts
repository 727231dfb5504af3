#!/usr/bin/env node
// The command line: parses the arguments, runs the command, and turns an exception into a message and an exit
// code. A command loads the heavy parts that it needs.

import { errorText } from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import type { CommonOptions } from './context.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { createProgram } from './menu/program.ts'
import { createOutput, outliveReader } from './output.ts'
import { nextStepOf, whatOf } from '../wording/sentence.ts'

const program = createProgram()

/** The options of the command that runs, when the command line is right. */
let options: CommonOptions = {}
program.hook('preAction', (_, command) => {
  const { lang } = program.opts<CommonOptions>()
  if (lang !== undefined && command.opts<CommonOptions>().lang === undefined)
    command.setOptionValue('lang', lang)
  options = command.opts()
})

function exitCodeOf(error: KnownError): ExitCode {
  switch (error.code) {
    case 'CONFIG-INVALID':
    case 'SECRET-MISSING':
      return exitCodes.configuration
    case 'USAGE-WRONG':
      return exitCodes.usage
    case 'LEDGER-LOCKED':
      return exitCodes.ledgerInUse
    case 'DAEMON-NOT-RUNNING':
      return exitCodes.daemonNotRunning
    default:
      return exitCodes.failed
  }
}

async function main(): Promise<void> {
  outliveReader()
  try {
    await program.parseAsync()
  } catch (error) {
    const output = createOutput(false)
    if (error instanceof KnownError) {
      const { readerOf } = await import('./context.ts')
      const reader = readerOf(options)
      output.error(
        `${[whatOf(error.coded, reader), nextStepOf(error.coded, reader)].filter((part) => part !== '').join('\n')} (${error.code})`,
      )
      process.exitCode = exitCodeOf(error)
    } else if (typeof error === 'object' && error !== null && 'exitCode' in error) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    } else {
      output.error(
        `A fault of pesit-drop itself: ${error instanceof Error ? (error.stack ?? errorText(error)) : errorText(error)}`,
      )
      process.exitCode = exitCodes.failed
    }
  }
}

await main()

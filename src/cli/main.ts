#!/usr/bin/env node
// The command line: reads what was asked, runs the command, turns what it threw into a message and an exit
// code. Heavy parts are loaded by the command that needs them.

import { Command, InvalidArgumentError } from 'commander'
import { said } from '../lib/files.ts'
import { KnownError } from '../lib/known-error.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { createOutput, type Output } from './output.ts'

const program = new Command('pesit-drop')
  .description(
    'Sends payment files to a bank over PeSIT E, once and only once, and brings statements back whole.',
  )
  .version('0.1.0')
  .exitOverride()
  .showHelpAfterError('(add --help for help)')

/** Runs a command and keeps its exit code. */
function runs<A extends unknown[]>(
  work: (...given: A) => Promise<ExitCode> | ExitCode,
): (...given: A) => Promise<void> {
  return async (...given) => {
    process.exitCode = await work(...given)
  }
}

const outputOf = ({ json }: { json?: boolean }): Output => createOutput(json === true)
const number = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError('a whole number is needed')
  return value
}
const gather = (text: string, before: readonly string[]): readonly string[] => [...before, text]

/** A command that works on one configuration. */
function command(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option(
      '-c, --config <file>',
      'the configuration (PESIT_DROP_CONFIG, else /etc/pesit-drop/config.yaml)',
    )
    .option('--json', 'for programs')
}

command('run', 'run the daemon until it is stopped').action(
  runs(async (options) => (await import('./commands/run.ts')).run(options)),
)

command('check-config', 'say whether the configuration is right; start nothing').action(
  runs(async (options) =>
    (await import('./commands/check-config.ts')).checkConfig(options, outputOf(options)),
  ),
)

command('status', 'is all well, and what needs a person')
  .option('--data <folder>', 'the data folder, without a configuration')
  .action(
    runs(async (options) =>
      (await import('./commands/status.ts')).status(options, outputOf(options)),
    ),
  )

command('list', 'transfers, newest first')
  .option('--data <folder>', 'the data folder, without a configuration')
  .option('--state <state...>', 'only those in these states')
  .option('--needs-person', 'only those that a person must decide')
  .option('--direction <out|in>', 'only those going out, or coming in')
  .option('--bank <name>', 'only those of this bank')
  .option('--virtual-file <name>', 'only those of this virtual file')
  .option('--name <text>', 'only those with this in their name')
  .option('--limit <number>', 'at most so many', number, 50)
  .action(
    runs(async (options) => (await import('./commands/list.ts')).list(options, outputOf(options))),
  )

command('show', 'one transfer with its whole story')
  .argument('<id>')
  .option('--data <folder>', 'the data folder, without a configuration')
  .action(
    runs(async (id: string, options) =>
      (await import('./commands/list.ts')).show(id, options, outputOf(options)),
    ),
  )

for (const [verb, description] of [
  ['retry', 'try again at once what waits or has failed'],
  ['cancel', 'give up a transfer for good'],
] as const) {
  command(verb, description)
    .argument('<id>')
    .option('--data <folder>', 'the data folder, without a configuration')
    .option('--reason <text>', 'why, kept beside your name')
    .action(
      runs(async (id: string, options) =>
        (await import('./commands/orders.ts')).order(verb, id, {
          options,
          output: outputOf(options),
        }),
      ),
    )
}

command(
  'release',
  'let go what was held or rejected, or say what the bank said of a transfer in doubt',
)
  .argument('<id>')
  .option('--data <folder>', 'the data folder, without a configuration')
  .requiredOption('--reason <text>', 'why, kept beside your name')
  .option('--received', 'in doubt: the bank says that it has the file')
  .option(
    '--resend',
    'in doubt: the bank surely does not have the file; send it again as a new transfer',
  )
  .action(
    runs(async (id: string, options) =>
      (await import('./commands/orders.ts')).order('release', id, {
        options,
        output: outputOf(options),
      }),
    ),
  )

command('poll', 'ask the bank now for the files of an inbox, or of all')
  .argument('[virtual-file]')
  .option('--data <folder>', 'the data folder, without a configuration')
  .action(
    runs(async (virtualFile: string | undefined, options) =>
      (await import('./commands/orders.ts')).poll(virtualFile, options, outputOf(options)),
    ),
  )

command('tell', 'send a bank a PeSIT message: about a transfer, or of its own')
  .argument('<target>', 'a transfer’s id; or, with --virtual-file, a bank’s name')
  .requiredOption('--text <text>', 'what to say, printable ASCII')
  .option('--data <folder>', 'the data folder, without a configuration')
  .option('--virtual-file <name>', 'a message of its own under this name (PI 12)')
  .action(
    runs(async (target: string, options) =>
      (await import('./commands/messages.ts')).tell(target, options, outputOf(options)),
    ),
  )

command('messages', 'what banks told us and what they were told, newest first')
  .option('--data <folder>', 'the data folder, without a configuration')
  .option('--limit <number>', 'at most so many', number, 50)
  .action(
    runs(async (options) =>
      (await import('./commands/messages.ts')).messages(options, outputOf(options)),
    ),
  )

const audit = program.command('audit').description('is the story of all transfers unchanged')
for (const [name, description] of [
  ['verify', 'follow the chain of facts from the first to the last'],
  ['head', 'the newest fact’s number and link'],
] as const) {
  const made = audit
    .command(name)
    .description(description)
    .option('-c, --config <file>', 'the configuration')
    .option('--data <folder>', 'the data folder, without a configuration')
    .option('--json', 'for programs')
  if (name === 'verify')
    made
      .option('--head <head>', 'a head that was kept elsewhere; may be repeated', gather, [])
      .option('--no-receipts', 'do not compare with the heads in the archive’s receipts')
  made.action(
    runs(async (options) => {
      const { verify, showHead } = await import('./commands/audit.ts')
      return (name === 'verify' ? verify : showHead)(options, outputOf(options))
    }),
  )
}

command('probe', 'call a bank without a file: what it agrees to, and what to change')
  .argument('<bank>', 'its name, or its number')
  .option('--verbose', 'show the PeSIT conversation')
  .action(
    runs(async (bank: string, options) =>
      (await import('./commands/probe.ts')).probe(bank, options, outputOf(options)),
    ),
  )

program
  .command('trace')
  .description(
    'show a capture of a PeSIT port (pcap, pcapng, or a trace of ours) as a conversation',
  )
  .argument('<file>', 'made by `tcpdump -i any -s 0 -w FILE port PORT`; -: from stdin')
  .option('--connection <number>', 'only this one', number)
  .option('--port <number>', 'only connections of this TCP port', number)
  .option('--json', 'for programs: one object a line')
  .action(
    runs(async (file: string, options) =>
      (await import('./commands/trace.ts')).trace(file, options, outputOf(options)),
    ),
  )

program
  .command('demo')
  .description('a sandbox bank and the daemon with sample files, in a folder of its own')
  .option('--once', 'end by itself, with a table of hashes')
  .option('--folder <folder>', 'where to work; a new folder when absent')
  .action(
    runs(async (options) =>
      (await import('./commands/demo.ts')).demo(options, createOutput(false)),
    ),
  )

program
  .command('sandbox')
  .description('a bank to try things with')
  .requiredOption('--folder <folder>', 'its files and its memory')
  .option('--host <address>', 'where it listens', '127.0.0.1')
  .option('--port <number>', 'TCP port; 0: any', number, 6502)
  .option('--server <name>', 'its identifier (PI 4)', 'BANQUE01')
  .option('--partner <name:password>', 'a client it knows; may be repeated', gather, [])
  .option('--takes <virtual-files...>', 'what it takes', [
    'VIREMENTS',
    'PRELEVEMENTS',
    'VIREMENTS_CFONB',
  ])
  .option('--offers <virtual-files...>', 'what it offers', ['RELEVES', 'RELEVES_CFONB'])
  .option('--statements <virtual-file>', 'answer each pain.001 with a camt.053 under this name')
  .option(
    '--misbehave <rule>',
    'refuse:STEP=2-204, cut:data=BYTES, stall:STEP, delay:STEP=MS …; may be repeated',
    gather,
    [],
  )
  .option('--tls-port <number>', 'TLS port; 0: any', number)
  .option('--tls-cert <file>', 'its certificate')
  .option('--tls-key <file>', 'its private key')
  .option('--tls-client-ca <file>', 'ask callers for a certificate of this authority')
  .option('--verbose', 'show every PeSIT conversation')
  .option('--json', 'for programs')
  .action(
    runs(async (options) =>
      (await import('./commands/sandbox.ts')).sandbox(options, outputOf(options)),
    ),
  )

function exitCodeOf(error: KnownError): ExitCode {
  switch (error.code) {
    case 'CONFIG-INVALID':
    case 'SECRET-MISSING':
      return exitCodes.configuration
    case 'LEDGER-LOCKED':
      return exitCodes.ledgerInUse
    case 'DAEMON-NOT-RUNNING':
      return exitCodes.daemonNotRunning
    default:
      return exitCodes.failed
  }
}

async function main(): Promise<void> {
  try {
    await program.parseAsync()
  } catch (error) {
    const output = createOutput(false)
    if (error instanceof KnownError) {
      output.error(`${error.message}\n${error.hint} (${error.code})`)
      process.exitCode = exitCodeOf(error)
    } else if (typeof error === 'object' && error !== null && 'exitCode' in error) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    } else {
      output.error(
        `A fault of pesit-drop itself: ${error instanceof Error ? (error.stack ?? said(error)) : said(error)}`,
      )
      process.exitCode = exitCodes.failed
    }
  }
}

await main()

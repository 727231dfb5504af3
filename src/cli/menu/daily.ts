// Commands that an operator uses every day.

import { type Command, Option } from 'commander'
import { command, limit, outputOf, runs, transferArgument } from '../words.ts'

export function addDaily(program: Command): void {
  command(program, 'run', 'run the daemon until it is stopped').action(
    runs(async (options) => (await import('../commands/run.ts')).run(options)),
  )

  command(program, 'check-config', 'say whether the configuration is right; start nothing').action(
    runs(async (options) =>
      (await import('../commands/check-config.ts')).checkConfig(options, outputOf(options)),
    ),
  )

  command(program, 'status', 'is all well, and what needs a person')
    .option('--data <folder>', 'the data folder, without a configuration')
    .action(
      runs(async (options) =>
        (await import('../commands/status.ts')).status(options, outputOf(options)),
      ),
    )

  command(program, 'list', 'transfers, newest first')
    .option('--data <folder>', 'the data folder, without a configuration')
    .option('--state <state...>', 'only those in these states')
    .option('--needs-person', 'only those that a person must decide')
    .option('--warnings', 'only those whose content has warnings')
    .addOption(
      new Option('--direction <out|in>', 'only those going out, or coming in').choices([
        'out',
        'in',
      ]),
    )
    .option('--bank <name>', 'only those of this bank: its name, or its number')
    .option('--virtual-file <name>', 'only those of this virtual file')
    .option('--name <text>', 'only those with this in their name')
    .option('--folder <folder>', 'only those of this outbox or inbox')
    .option('--since <date>', 'only those that came at or after: 2026-11-30, or 2026-11-30T08:00')
    .option('--limit <number>', 'at most so many', limit, 50)
    .action(
      runs(async (options) =>
        (await import('../commands/list.ts')).listTransfers(options, outputOf(options)),
      ),
    )

  command(program, 'show', 'one transfer with its whole story')
    .argument(...transferArgument)
    .option('--data <folder>', 'the data folder, without a configuration')
    .action(
      runs(async (id: string, options) =>
        (await import('../commands/list.ts')).showTransfer(id, options, outputOf(options)),
      ),
    )
}

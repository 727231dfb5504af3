// Operator commands.

import type { Command } from 'commander'
import { command, outputOf, runs, transferArgument } from '../words.ts'

export function addOrders(program: Command): void {
  for (const [verb, description] of [
    ['retry', 'try again at once what waits or has failed'],
    ['hold', 'keep back what waits for its turn, until it is released'],
    ['cancel', 'give up a transfer for good'],
  ] as const) {
    command(program, verb, description)
      .argument(...transferArgument)
      .option('--data <folder>', 'the data folder, without a configuration')
      .option('--reason <text>', 'why, kept beside your name')
      .action(
        runs(async (id: string, options) =>
          (await import('../commands/orders.ts')).order(verb, id, {
            options,
            output: outputOf(options),
          }),
        ),
      )
  }

  command(
    program,
    'release',
    'let go what was held or rejected, or say what the bank said of a file that it may have',
  )
    .argument(...transferArgument)
    .option('--data <folder>', 'the data folder, without a configuration')
    .requiredOption('--reason <text>', 'why, kept beside your name')
    .option(
      '--received',
      'in doubt, or held since the bank may have it: the bank says that it has the file',
    )
    .option(
      '--resend',
      'in doubt: the bank surely does not have the file; send it again as a new transfer',
    )
    .option('--again <id>', 'the transfer with the same payments: both are to be paid')
    .action(
      runs(async (id: string, options) =>
        (await import('../commands/orders.ts')).order('release', id, {
          options,
          output: outputOf(options),
        }),
      ),
    )

  addTakeOver(program)
  command(program, 'poll', 'ask the bank now for the files of an inbox, or of all')
    .argument('[virtual-file]')
    .option('--data <folder>', 'the data folder, without a configuration')
    .action(
      runs(async (virtualFile: string | undefined, options) =>
        (await import('../commands/orders.ts')).pollInboxes(
          virtualFile,
          options,
          outputOf(options),
        ),
      ),
    )
}

function addTakeOver(program: Command): void {
  command(
    program,
    'take-over',
    'make an outbox ours whose owner, another pesit-drop, is gone for good',
  )
    .argument('<folder>', 'of the outbox, as the configuration names it')
    .option('--data <folder>', 'the data folder, without a configuration')
    .requiredOption('--reason <text>', 'why, kept beside your name')
    .action(
      runs(async (folder: string, options) =>
        (await import('../commands/orders.ts')).takeOver(folder, {
          options,
          output: outputOf(options),
        }),
      ),
    )

  command(
    program,
    'reassign',
    'move what waits for one bank, and what it never heard of, to another, where it is held',
  )
    .requiredOption('--from <bank>', 'the bank that it waits for')
    .requiredOption('--to <bank>', 'a bank of the configuration')
    .option('--data <folder>', 'the data folder, without a configuration')
    .requiredOption('--reason <text>', 'why, kept beside your name')
    .action(
      runs(async (options) =>
        (await import('../commands/reassign.ts')).reassignTransfers({
          options,
          output: outputOf(options),
        }),
      ),
    )
}

// Commands about PeSIT messages to and from banks.

import type { Command } from 'commander'
import { command, limit, outputOf, runs } from '../words.ts'

export function addMessages(program: Command): void {
  command(program, 'tell', 'send a bank a PeSIT message: about a transfer, or of its own')
    .argument(
      '<target>',
      'a transfer’s id, the end of it, or the name of its file; or, with --virtual-file, a bank’s name',
    )
    .requiredOption('--text <text>', 'what to say, printable ASCII')
    .option('--data <folder>', 'the data folder, without a configuration')
    .option('--virtual-file <name>', 'a message of its own under this name (PI 12)')
    .action(
      runs(async (target: string, options) =>
        (await import('../commands/messages.ts')).sendMessageToBank(
          target,
          options,
          outputOf(options),
        ),
      ),
    )

  command(program, 'messages', 'what banks told us and what they were told, newest first')
    .option('--data <folder>', 'the data folder, without a configuration')
    .option('--limit <number>', 'at most so many', limit, 50)
    .action(
      runs(async (options) =>
        (await import('../commands/messages.ts')).listMessages(options, outputOf(options)),
      ),
    )
}

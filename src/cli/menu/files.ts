// Commands that send and receive files.

import type { Command } from 'commander'
import { command, outputOf, runs } from '../words.ts'

export function addFiles(program: Command): void {
  command(program, 'send', 'send a file to a bank, and follow it to its end')
    .argument('<file>')
    .requiredOption('--bank <name>', 'to whom: its name, or its number')
    .requiredOption('--virtual-file <name>', 'as what: the name agreed with the bank (PI 12)')
    .option('--name <name>', 'the name that the bank is to see; the file’s own when absent')
    .option('--key <key>', 'makes a repeated call one transfer')
    .option('--no-wait', 'end as soon as the daemon has it')
    .option('--data <folder>', 'the data folder, without a configuration')
    .action(
      runs(async (file: string, options) =>
        (await import('../commands/send.ts')).send(file, options, outputOf(options)),
      ),
    )

  command(program, 'receive', 'ask a bank for a file, and write it here')
    .argument('[name]', 'as the bank calls it; whatever is next when absent')
    .requiredOption('--bank <name>', 'from whom: its name, or its number')
    .requiredOption('--virtual-file <name>', 'the name agreed with the bank (PI 12)')
    .option('--to <file>', 'where to write it; under its name in this folder when absent')
    .option('--data <folder>', 'the data folder, without a configuration')
    .action(
      runs(async (name: string | undefined, options) =>
        (await import('../commands/send.ts')).receiveFile(name, options, outputOf(options)),
      ),
    )
}

// Commands about callers of the API and webhooks.

import type { Command } from 'commander'
import { number, outputOf, runs } from '../words.ts'

export function addApi(program: Command): void {
  const keys = program.command('keys').description('keys of the API: who may call from elsewhere')
  const keyCommand = (name: string, description: string) =>
    keys
      .command(name)
      .description(description)
      .option('-c, --config <file>', 'the configuration')
      .option('--data <folder>', 'the data folder, without a configuration')
      .option('--json', 'for programs')
  keyCommand('list', 'who has one, until when, and when it was used').action(
    runs(async (options) =>
      (await import('../commands/keys.ts')).listKeys(options, outputOf(options)),
    ),
  )
  keyCommand('add', 'make a key, and show it this once')
    .argument('<name>', 'who gets it')
    .requiredOption('--role <read|operate|admin>', 'look; also order; also decide and administrate')
    .option('--days <number>', 'how long it is valid, 366 at most', number, 365)
    .action(
      runs(async (name: string, options) =>
        (await import('../commands/keys.ts')).addKey(name, options, outputOf(options)),
      ),
    )
  keyCommand('revoke', 'make a key worthless, at once')
    .argument('<key>', 'its id or its name')
    .action(
      runs(async (key: string, options) =>
        (await import('../commands/keys.ts')).revoke(key, options, outputOf(options)),
      ),
    )
}

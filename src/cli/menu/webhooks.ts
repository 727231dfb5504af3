// Commands about webhooks.

import { type Command, Option } from 'commander'
import { deliveryLimit, gather, outputOf, runs } from '../words.ts'

const deliveryStates = ['pending', 'delivered', 'dead', 'dropped']

export function addWebhooks(program: Command): void {
  const webhooks = program.command('webhooks').description('programs that are told what happens')
  const sub = (name: string, description: string) =>
    webhooks
      .command(name)
      .description(description)
      .option('-c, --config <file>', 'the configuration')
      .option('--data <folder>', 'the data folder, without a configuration')
      .option('--json', 'for programs')
  const load = () => import('../commands/webhooks.ts')
  sub('list', 'who is told, and what is owed').action(
    runs(async (options) => (await load()).listWebhooks(options, outputOf(options))),
  )
  sub('add', 'tell a program from now on')
    .argument('<url>')
    .requiredOption('--secret-file <file>', 'a file that holds nothing but the secret')
    .option(
      '--event <name>',
      'what it is told; may be repeated. TRANSFER_COMPLETED and TRANSFER_FAILED when left out',
      gather,
      [],
    )
    .option('--header <name>', 'where the signature stands')
    .action(
      runs(async (url: string, options) =>
        (await load()).addWebhook(url, options, outputOf(options)),
      ),
    )
  sub('remove', 'tell it no more, and drop what it is owed')
    .argument('<id>')
    .action(
      runs(async (id: string, options) =>
        (await load()).removeWebhook(id, options, outputOf(options)),
      ),
    )
  sub('test', 'call it now with an event TEST')
    .argument('<id>')
    .action(
      runs(async (id: string, options) => (await load()).test(id, options, outputOf(options))),
    )
  sub('deliveries', 'what was and is owed, newest first')
    .argument('[id]', 'of one webhook only')
    .addOption(new Option('--state <state>', 'only those that are so').choices(deliveryStates))
    .option('--limit <number>', 'at most so many, 200 at most', deliveryLimit, 50)
    .action(
      runs(async (id: string | undefined, options) =>
        (await load()).listDeliveries(id, options, outputOf(options)),
      ),
    )
  for (const [verb, description] of [
    ['redeliver', 'tell it again, under the same id'],
    ['drop', 'give a delivery up for good'],
  ] as const)
    sub(verb, description)
      .argument('<delivery>')
      .action(
        runs(async (id: string, options) =>
          (await load()).settle(verb, id, { options, output: outputOf(options) }),
        ),
      )
}

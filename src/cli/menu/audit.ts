// Commands that prove what happened.

import type { Command } from 'commander'
import { command, gather, outputOf, runs, transferArgument } from '../words.ts'

export function addAudit(program: Command): void {
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
        const { verify, showHead } = await import('../commands/audit.ts')
        return (name === 'verify' ? verify : showHead)(options, outputOf(options))
      }),
    )
  }
  command(program, 'evidence', 'all that is known of one transfer, in one archive with its proof')
    .argument(...transferArgument)
    .option('--data <folder>', 'the data folder, without a configuration')
    .option('--out <file>', 'where to write it; evidence-ID.tar.gz here when absent')
    .action(
      runs(async (id: string, options) =>
        (await import('../commands/evidence.ts')).evidence(id, options, outputOf(options)),
      ),
    )
}

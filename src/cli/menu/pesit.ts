// Commands about the protocol: calls without a file, and captures.

import type { Command } from 'commander'
import { command, number, outputOf, runs } from '../words.ts'

export function addPesit(program: Command): void {
  command(program, 'probe', 'call a bank without a file: what it agrees to, and what to change')
    .argument('<bank>', 'its name, or its number')
    .option('--verbose', 'show the PeSIT conversation')
    .option('--trace <file>', 'keep the conversation, secrets masked, for `pesit-drop trace FILE`')
    .action(
      runs(async (bank: string, options) =>
        (await import('../commands/probe.ts')).probe(bank, options, outputOf(options)),
      ),
    )

  program
    .command('trace')
    .description(
      'show a capture of a PeSIT port (pcap, pcapng, or a trace of ours) as a conversation',
    )
    .argument(
      '<file>',
      'made by `tcpdump -i any -s 0 -w FILE port PORT`, or by `trace` of a bank; -: from stdin. Or the bank’s name, or `listen`: the newest file of its `trace`',
    )
    .option('-c, --config <file>', 'the configuration, where a bank or `listen` is named')
    .option('--connection <number>', 'only this one', number)
    .option('--port <number>', 'only connections of this TCP port', number)
    .option('--json', 'for programs: one object a line')
    .action(
      runs(async (file: string, options) =>
        (await import('../commands/trace.ts')).showTrace(file, options, outputOf(options)),
      ),
    )
}

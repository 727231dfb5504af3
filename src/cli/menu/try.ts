// Commands that run a bank to try things with.

import type { Command } from 'commander'
import { createOutput } from '../output.ts'
import { gather, outputOf, port, runs } from '../words.ts'

export function addTryOut(program: Command): void {
  program
    .command('demo')
    .description('a sandbox bank and the daemon with sample files, in a folder of its own')
    .option('--once', 'end by itself, with a table of hashes')
    .option('--folder <folder>', 'where to work; a new folder when absent')
    .action(
      runs(async (options) =>
        (await import('../commands/demo.ts')).demo(options, createOutput(false)),
      ),
    )

  program
    .command('sandbox')
    .description('a bank to try things with')
    .requiredOption('--folder <folder>', 'its files and its memory')
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .option('--port <number>', 'TCP port; 0: any', port, 6502)
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
    .option('--forgetful', 'refuse the restart of what it took or gave whole')
    .option('--tls-port <number>', 'TLS port; 0: any', port)
    .option('--tls-cert <file>', 'its certificate')
    .option('--tls-key <file>', 'its private key')
    .option('--tls-client-ca <file>', 'ask callers for a certificate of this authority')
    .option('--verbose', 'show every PeSIT conversation')
    .option('--trace <file>', 'keep every conversation for `trace`, secrets masked')
    .option('--json', 'for programs')
    .action(
      runs(async (options) =>
        (await import('../commands/sandbox.ts')).sandbox(options, outputOf(options)),
      ),
    )
}

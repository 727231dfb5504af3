// The command line as data: `--help`, the man page and the completions of the shells are made from it.

import { Command } from 'commander'
import { version } from '../../daemon/process/version.ts'
import { languageOption } from '../words.ts'
import { addCommands } from './commands.ts'

/** Parses nothing yet. A command line that is wrong throws a `CommanderError`. */
export function createProgram(): Command {
  const program = new Command('pesit-drop')
    .description(
      'Sends payment files to a bank over PeSIT E, once and only once, and brings statements back whole.',
    )
    .version(version)
    .addOption(languageOption())
    // Before the commands are added: they take over how a wrong command line ends.
    .exitOverride()
    .showHelpAfterError('(add --help for help)')
  addCommands(program)
  return program
}

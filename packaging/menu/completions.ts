// Completions of the command line for bash, zsh and fish, from its definition.

import { allEntries, type Entry, type OptionEntry, type Value } from './entry.ts'

const nameOf = ({ path }: Entry): string => path.at(-1) ?? 'pesit-drop'
const flagsOf = ({ options }: Entry): readonly string[] =>
  options.flatMap(({ short, long }) => (short === null ? [long] : [short, long]))

/** Completes words by the command that was written so far, and values by the option before them. */
export function bashCompletion(program: Entry): string {
  const entries = allEntries(program)
  const steps = entries
    .filter(({ path }) => path.length > 0)
    .map(({ path }) => `'${[...path.slice(0, -1), ''].join(' ')}|${path.at(-1) ?? ''}'`)
  const values = entries.flatMap((entry) =>
    entry.options.flatMap(({ short, long, value }) =>
      value === null
        ? []
        : [short, long]
            .filter((flag) => flag !== null)
            .map((flag) => bashCase(`${pathOf(entry)}|${flag}`, bashValue(value))),
    ),
  )
  const words = entries.map((entry) => {
    const offered = [...entry.commands.map(nameOf), ...flagsOf(entry)].join(' ')
    const files = entry.arguments.some(({ value }) => value.kind !== 'text') ? ' -f' : ''
    return bashCase(
      pathOf(entry),
      `mapfile -t COMPREPLY < <(compgen${files} -W '${offered}' -- "$word")`,
    )
  })
  return `# bash completion of pesit-drop; made from its commands.

_pesit_drop() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} path='' one
  COMPREPLY=()
  for one in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path|$one" in
      ${steps.join(' | ')}) path+="$one " ;;
    esac
  done
  case "$path|$before" in
${values.join('\n')}
  esac
  case "$path" in
${words.join('\n')}
  esac
}

complete -o filenames -F _pesit_drop pesit-drop
`
}

const pathOf = ({ path }: Entry): string => path.map((word) => `${word} `).join('')
const bashCase = (pattern: string, action: string): string => `    '${pattern}') ${action} ;;`

function bashValue(value: Value): string {
  const of = {
    file: `mapfile -t COMPREPLY < <(compgen -f -- "$word")`,
    folder: `mapfile -t COMPREPLY < <(compgen -d -- "$word")`,
    choice: `mapfile -t COMPREPLY < <(compgen -W '${value.choices.join(' ')}' -- "$word")`,
    text: ':',
  }
  return `${of[value.kind]}; return`
}

/** One function for each command. */
export function zshCompletion(program: Entry): string {
  return `#compdef pesit-drop
# zsh completion of pesit-drop; made from its commands.

${allEntries(program).map(zshFunction).join('\n')}
_pesit_drop "$@"
`
}

const zshName = ({ path }: Entry): string => ['_pesit_drop', ...path].join('_')

function zshFunction(entry: Entry): string {
  const specs = entry.options.map(zshOption)
  if (entry.commands.length === 0) {
    const places = entry.arguments.map(
      ({ value, required }) =>
        `'${required ? ':' : '::'}${zshText(value.name)}:${zshValue(value)}'`,
    )
    return `${zshName(entry)}() {\n  _arguments -s \\\n    ${[...specs, ...places].join(' \\\n    ')}\n}\n`
  }
  const offered = entry.commands.map(
    (one) => `    '${zshText(nameOf(one))}:${zshText(one.description)}'`,
  )
  const branches = entry.commands.map((one) => `        ${nameOf(one)}) ${zshName(one)} ;;`)
  return `${zshName(entry)}() {
  local state line
  local -a commands=(
${offered.join('\n')}
  )
  _arguments -C \\
    ${[...specs, "'1:command:->command'", "'*::argument:->argument'"].join(' \\\n    ')}
  case $state in
    command) _describe command commands ;;
    argument)
      case $line[1] in
${branches.join('\n')}
      esac
      ;;
  esac
}
`
}

function zshOption({ short, long, value, description }: OptionEntry): string {
  const flags = short === null ? [long] : [short, long]
  const taken = value === null ? '' : `:${zshText(value.name)}:${zshValue(value)}`
  const rest = `[${zshText(description)}]${taken}`
  return flags.length === 1 ? `'*${long}${rest}'` : `{${flags.join(',')}}'${rest}'`
}

function zshValue(value: Value): string {
  const of = {
    file: '_files',
    folder: '_files -/',
    choice: `(${value.choices.join(' ')})`,
    text: ' ',
  }
  return of[value.kind]
}

/** Inside single quotes, and inside the brackets and between the colons of a specification. */
function zshText(words: string): string {
  return words.replaceAll("'", "'\\''").replaceAll(/[[\]:\\]/g, '\\$&')
}

/** A condition on the words so far, then what to offer. */
export function fishCompletion(program: Entry): string {
  const lines = allEntries(program).flatMap((entry) => {
    const at = `-n '__pesit_drop_at ${entry.path.join(' ')}'`.replace(" '", "'")
    return [
      ...entry.commands.map((one) => {
        const here = `-n '__pesit_drop_waits ${entry.path.join(' ')}'`.replace(" '", "'")
        return `complete -c pesit-drop -f ${here} -a ${nameOf(one)} -d ${fishText(one.description)}`
      }),
      ...entry.options.map((option) => `complete -c pesit-drop ${at} ${fishOption(option)}`),
      ...entry.arguments
        .filter(({ value }) => value.kind === 'text')
        .map(() => `complete -c pesit-drop -f ${at}`),
    ]
  })
  return `# fish completion of pesit-drop; made from its commands.

function __pesit_drop_words
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word; or echo $word
    end
end

# The command so far begins with these words.
function __pesit_drop_at
    set -l said (__pesit_drop_words)
    string match -q -- "$argv *" "$said "
    or test (count $argv) -eq 0
end

# These words were written, and the next one is a command.
function __pesit_drop_waits
    set -l said (__pesit_drop_words)
    test "$said" = "$argv"
end

${lines.join('\n')}
`
}

function fishOption({ short, long, value, description }: OptionEntry): string {
  const flags = `${short === null ? '' : `-s ${short.slice(1)} `}-l ${long.slice(2)}`
  const of = {
    file: ' -r -F',
    folder: " -x -a '(__fish_complete_directories)'",
    choice: ` -x -a '${value?.choices.join(' ') ?? ''}'`,
    text: ' -x',
  }
  return `${flags}${value === null ? '' : of[value.kind]} -d ${fishText(description)}`
}

const fishText = (words: string): string =>
  `'${words.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

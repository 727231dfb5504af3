// Texts of configurations for tests, and what is said against them, without a disk.

import { type Fault, parseYaml } from '../../src/config/parse.ts'
import type { Config } from '../../src/config/schema/configuration.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'
import { type ConfigSurroundings, validate } from '../../src/config/validate.ts'

export const bankLines = `banks:
  - id: 1
    name: bank
    host: bank.example
    port: 6502
    server: BANQUE01
    partner: NOUS
`
export const outboxLines = `outboxes:
  - virtualFile: VIREMENTS
    folder: /out
    bank: bank
`
export const inboxLines = `inboxes:
  - virtualFile: RELEVES
    folder: /in
    bank: bank
    when: "0 7 * * *"
`
/** The least that is a configuration; what is added stands below it. */
export const least = `data: /data\n${bankLines}`

const nowhere: ConfigSurroundings = { folder: '/etc/pesit-drop', realPath: (path) => path }

/** `line:column sentence`. */
export function toldFault({ line, column, message }: Fault): string {
  return `${line}:${column} ${sentenceOf(message, { zone: 'UTC' })}`
}

/** `line:column sentence` of each fault; empty when there is none. */
export function faultsIn(
  text: string,
  around: Partial<ConfigSurroundings> = {},
): readonly string[] {
  const validated = validate(parseYaml(text), { ...nowhere, ...around })
  return validated.kind === 'ok' ? [] : validated.faults.map(toldFault)
}

/** The configuration, which must have no faults. */
export function configOf(text: string, around: Partial<ConfigSurroundings> = {}): Config {
  const validated = validate(parseYaml(text), { ...nowhere, ...around })
  if (validated.kind === 'ok') return validated.config
  throw new Error(validated.faults.map(toldFault).join('\n'))
}

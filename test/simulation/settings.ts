// The configuration of a simulated daemon, as its YAML would give it, and the options of its bank.

import { parseYaml } from '../../src/config/parse.ts'
import type { Config } from '../../src/config/schema/configuration.ts'
import { validate } from '../../src/config/validate.ts'
import type { Plan } from './plan.ts'

const made = new Map<string, Config>()

export function configOf({ bankLines, outboxLines }: Plan): Config {
  const text = `data: /data
spool: { reserve: 1 MB }
banks:
  - id: 1
    name: bank
    host: bank.example
    port: 6502
    server: BANQUE01
    partner: MON
    password: { env: SECRET }
${bankLines}outboxes:
  - virtualFile: VIREMENTS
    folder: /out
    bank: bank
    check: false
${outboxLines}inboxes:
  - virtualFile: RELEVES
    folder: /in
    bank: bank
    when: "* * * * *"
`
  const known = made.get(text)
  if (known !== undefined) return known
  const surroundings = { folder: '/', realPath: (path: string) => path, deviceOf: () => null }
  const validated = validate(parseYaml(text), surroundings)
  if (validated.kind === 'faulty')
    throw new Error(validated.faults.map((fault) => fault.text).join('\n'))
  made.set(text, validated.config)
  return validated.config
}

export function sandboxOptions() {
  return {
    folder: '/bank',
    listen: { host: '0.0.0.0', port: 6502, tls: null },
    access: {
      server: 'BANQUE01',
      partners: [{ name: 'MON', password: 'SECRET01' }],
    },
    files: {
      received: ['VIREMENTS'],
      offered: ['RELEVES'],
      statements: null,
    },
    protocol: {
      entityBytes: 65_535,
      sync: { intervalKb: 65_534, window: 15 },
      articleBytes: 256,
    },
  }
}

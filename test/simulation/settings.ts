// The configuration of a simulated daemon, as its YAML would give it, and the options of its bank.

import type { Config } from '../../src/config/schema/configuration.ts'
import { type Configuration, loadedFrom, yamlOf } from '../helpers/road/configuration.ts'
import { sandboxOptions as usualSandbox } from '../helpers/road/sandbox-options.ts'
import type { Plan } from './plan.ts'

const made = new Map<string, Config>()

export function configOf({ bank, outbox }: Plan): Config {
  const configuration: Configuration = {
    data: '/data',
    spool: { reserve: '1 MB' },
    banks: [
      {
        id: 1,
        name: 'bank',
        host: 'bank.example',
        port: 6502,
        server: 'BANQUE01',
        partner: 'MON',
        password: { env: 'SECRET' },
        ...bank,
      },
    ],
    outboxes: [{ virtualFile: 'VIREMENTS', folder: '/out', bank: 'bank', check: false, ...outbox }],
    inboxes: [{ virtualFile: 'RELEVES', folder: '/in', bank: 'bank', when: '* * * * *' }],
  }
  const text = yamlOf(configuration)
  const known = made.get(text)
  if (known !== undefined) return known
  const config = loadedFrom(configuration)
  made.set(text, config)
  return config
}

export const sandboxOptions = () =>
  usualSandbox('/bank', {
    listen: { host: '0.0.0.0', port: 6502 },
    access: { partners: [{ name: 'MON', password: 'SECRET01' }] },
    protocol: { articleBytes: 256 },
  })

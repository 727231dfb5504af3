// Configurations for tests: an object with the keys of the configuration, written as YAML. What a test says
// stands in place of the usual value of the same key. Tests of the YAML itself (config/) write text instead.

import { toldFault } from '../configuration.ts'
import { stringify } from 'yaml'
import type { z } from 'zod'
import { parseYaml } from '../../../src/config/parse.ts'
import type { bankSchema } from '../../../src/config/schema/bank.ts'
import type {
  Config,
  configSchema,
  inboxSchema,
  outboxSchema,
} from '../../../src/config/schema/configuration.ts'
import { type ConfigSurroundings, validate } from '../../../src/config/validate.ts'

/** A configuration as a person writes it: durations and sizes are texts, and defaults are left out. */
export type Configuration = z.input<typeof configSchema>
export type BankKeys = Partial<z.input<typeof bankSchema>>
export type OutboxKeys = Partial<z.input<typeof outboxSchema>>
export type InboxKeys = Partial<z.input<typeof inboxSchema>>
export type TopKeys = Partial<Omit<Configuration, 'data' | 'banks' | 'outboxes' | 'inboxes'>>

/** What a test changes of the usual configuration of a road. */
export interface ConfigurationChanges {
  readonly top?: TopKeys
  readonly bank?: BankKeys
  readonly outbox?: OutboxKeys
  readonly inbox?: InboxKeys
}

export interface RoadPlaces {
  /** Where the file of the password lies. */
  readonly folder: string
  readonly outbox: string
  readonly inbox: string
  readonly data: string
}

export const partner = 'MON_ENTREPRISE'
const quickRetry = { afterBreak: '0s', firstDelay: '250ms', maximumDelay: '1s' }

export const yamlOf = (configuration: Configuration): string => stringify(configuration)

/** One bank with an outbox and an inbox, which polls by order alone. */
export function roadConfiguration(
  { folder, outbox, inbox, data }: RoadPlaces,
  port: number,
  changes: ConfigurationChanges,
): Configuration {
  return {
    data,
    http: { listen: false },
    spool: { reserve: '1 MB' },
    stop: { grace: '0s' },
    ...changes.top,
    banks: [
      {
        ...bankAt(port),
        partner,
        password: { file: `${folder}/password` },
        retry: quickRetry,
        ...changes.bank,
      },
    ],
    outboxes: [
      {
        virtualFile: 'VIREMENTS',
        folder: outbox,
        bank: 'bank',
        firstStart: 'send',
        keepOriginal: '0s',
        every: '1s',
        ready: { rename: true },
        complete: false,
        ...changes.outbox,
      },
    ],
    inboxes: [
      {
        virtualFile: 'RELEVES',
        folder: inbox,
        bank: 'bank',
        when: '0 0 1 1 *',
        ...changes.inbox,
      },
    ],
  }
}

/** The keys by which the sandbox bank is called. */
export const bankAt = (port: number) => ({
  id: 1,
  name: 'bank',
  host: '127.0.0.1',
  port,
  server: 'BANQUE01',
})

/** The loaded configuration, without a disk; it must have no faults. */
export function loadedFrom(
  configuration: Configuration,
  around: Partial<ConfigSurroundings> = {},
): Config {
  const surroundings = {
    folder: '/',
    realPath: (path: string) => path,
    deviceOf: () => null,
    ...around,
  }
  const validated = validate(parseYaml(yamlOf(configuration)), surroundings)
  if (validated.kind === 'ok') return validated.config
  throw new Error(validated.faults.map(toldFault).join('\n'))
}

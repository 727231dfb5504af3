// The whole configuration, one declaration a key. Types, checks, the JSON Schema for editors and the
// reference page come from here.

import { z } from 'zod'
import { bankSchema } from './bank-schema.ts'
import { duration, folder, size, virtualFile } from './values.ts'

const ready = z.union([
  z.strictObject({
    quiet: duration('Nothing about the file may change for so long', '10s'),
    looks: z.int().min(1).max(100).default(2).describe('And over so many looks'),
  }),
  z.strictObject({
    marker: z
      .string()
      .includes('{name}')
      .describe('A second file says that the first is complete, such as {name}.ok'),
  }),
  z.strictObject({
    rename: z.literal(true).describe('Writers rename complete files into the folder'),
  }),
])

const outboxSchema = z.strictObject({
  virtualFile,
  folder,
  bank: z.string().describe('Name of a bank above'),
  take: z.array(z.string().min(1)).min(1).default(['*']).describe('Names that are taken'),
  leave: z.array(z.string().min(1)).default([]).describe('Names that are not, though they match'),
  ready: ready.prefault({}).describe('When a file is complete'),
  check: z
    .union([z.array(z.enum(['pain.001', 'pain.008', 'cfonb-160'])).min(1), z.literal(false)])
    .default(false)
    .describe(
      'Formats that this outbox sends: others, and files with wrong totals, are set aside. false: whatever it is',
    ),
  complete: z
    .boolean()
    .default(true)
    .describe('Wait for the last bytes of XML and CFONB files, whatever `check` says'),
  firstStart: z
    .enum(['hold', 'send'])
    .default('hold')
    .describe('What to do with files that are there before the first start'),
  priority: z.enum(['urgent', 'normal', 'low']).default('normal'),
  inOrder: z
    .boolean()
    .default(false)
    .describe('One after the other, in order of arrival: a held file then holds up the next'),
  every: duration('Look at the folder this often, events or not', '30s'),
  everyOnNetwork: duration('The same on NFS, SMB and FUSE, where events do not come', '5s'),
  polling: z.boolean().default(false).describe('Never rely on events'),
  stuckAfter: duration('Report a file that stays empty or incomplete for so long', '10m'),
  maximumClaimed: z
    .int()
    .min(1)
    .max(100_000)
    .default(1000)
    .describe('Files taken and not yet sent, at most'),
})

const owner = z.strictObject({
  group: z.string().min(1).optional().describe('Name or number of the group'),
  mode: z
    .string()
    .regex(/^0?[0-7]{3}$/, 'octal, such as "0640"')
    .optional()
    .describe('Rights, octal'),
})

const inboxSchema = z.strictObject({
  virtualFile,
  folder,
  bank: z.string().describe('Name of a bank above'),
  when: z
    .union([z.string(), z.array(z.string()).min(1)])
    .describe('Cron, five fields, one or several: minute hour day month weekday'),
  zone: z.string().optional().describe('Time zone of `when`, when it is not the one above'),
  name: z
    .string()
    .default('{name}')
    .describe('File name: {name} {label} {virtualFile} {bank} {date} {time} {sequence} {id}'),
  owner: owner.prefault({}),
  catchUp: z
    .boolean()
    .default(true)
    .describe('Ask once at start for what was missed while the program did not run'),
  maximumFiles: z.int().min(1).max(100_000).default(1000).describe('Files per ask, at most'),
})

export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('For editors: the path of config.schema.json'),
  data: folder.describe('Ledger, spool, archive: a folder on a local disk, for this program alone'),
  zone: z.string().default('Europe/Paris').describe('Time zone of schedules and of names'),
  log: z
    .strictObject({
      level: z
        .enum(['error', 'warn', 'info', 'debug'])
        .default('info')
        .describe('debug shows every PeSIT conversation'),
    })
    .prefault({}),
  archive: z
    .strictObject({
      keep: z
        .union([z.literal('forever'), duration('How long archived files are kept', '400d')])
        .prefault('400d'),
    })
    .prefault({}),
  spool: z
    .strictObject({ reserve: size('Space that is always left free on the disk of `data`', '1 GB') })
    .prefault({}),
  stop: z
    .strictObject({
      grace: duration(
        'At a stop, running transfers may go on for so long before they are suspended',
        '20s',
      ),
    })
    .prefault({}),
  banks: z.array(bankSchema).min(1),
  outboxes: z.array(outboxSchema).default([]),
  inboxes: z.array(inboxSchema).default([]),
})

/** As loaded: defaults filled in, durations in milliseconds, sizes in bytes. */
export type Config = z.infer<typeof configSchema>
export type BankConfig = Config['banks'][number]
export type OutboxConfig = Config['outboxes'][number]
export type InboxConfig = Config['inboxes'][number]

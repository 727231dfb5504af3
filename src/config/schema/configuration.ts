// The whole configuration, one declaration for each key. Types, checks, the JSON Schema for editors and the
// reference page come from here.

import { z } from 'zod'
import { needs } from './schema-fault.ts'
import { languages } from '../../wording/languages.ts'
import { bankSchema, trace } from './bank.ts'
import { httpSchema } from './http.ts'
import { recordsSchema } from './dialect-keys.ts'
import type { BankConfig } from './dialect-presets.ts'
import { duration, folder, path, size, virtualFile } from './values.ts'
import { webhookAllowSchema, webhookSchema } from './webhook.ts'

const ready = z.union(
  [
    z.strictObject({
      quiet: duration('Nothing about the file may change for so long', {
        usual: '10s',
        least: '0s',
        most: '1d',
      }),
      looks: z.int().min(1).max(100).default(2).describe('And over so many looks'),
    }),
    z.strictObject({
      marker: z
        .string()
        .regex(/^(?=.*\{name\})(?!.*\{name\}.*\{name\})(?!\{name\}$)[^/\0]+$/, needs('marker'))
        .describe('A second file of this name says that the first is complete, such as {name}.ok'),
    }),
    z.strictObject({
      rename: z.literal(true).describe('true: writers rename complete files into the folder'),
    }),
  ],
  { error: needs('ready') },
)

export const outboxSchema = z.strictObject({
  virtualFile,
  folder,
  bank: z.string().describe('Name of a bank above'),
  take: z.array(z.string().min(1)).min(1).default(['*']).describe('Names that are taken'),
  leave: z.array(z.string().min(1)).default([]).describe('Names that are not, though they match'),
  case: z
    .enum(['ignore', 'exact'])
    .default('ignore')
    .describe(
      'Whether upper and lower case count in `take`, `leave` and the marker. ignore: *.xml takes VIREMENT.XML too',
    ),
  ready: ready.prefault({}).describe('When a file is complete'),
  check: z
    .union(
      [
        z.array(z.enum(['pain.001', 'pain.008', 'cfonb-160', 'cfonb-320'])).min(1),
        z.literal(false),
      ],
      {
        error: needs('formats'),
      },
    )
    .default(false)
    .describe(
      'Formats that this outbox sends: others, and files with wrong totals, are set aside. false: whatever it is',
    ),
  sameReference: z
    .enum(['hold', 'warn'])
    .default('hold')
    .describe(
      'A pain file whose message id was used before from the same account, with another count or total. warn: it goes, and the story of the file says so. For software that uses one message id for ever',
    ),
  warnings: z
    .enum(['show', 'hold'])
    .default('show')
    .describe(
      'What becomes of a checked file with warnings (a wrong IBAN, a day that is past, an EndToEndId twice …). show: it goes, and they are shown. hold: it waits for a person',
    ),
  records: recordsSchema.optional(),
  articleBytes: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Record length (PI 32) of this outbox, where it differs from the bank’s'),
  articleFormat: z
    .enum(['variable', 'fixed'])
    .optional()
    .describe('PI 31 of this outbox, where it differs from the bank’s'),
  complete: z
    .boolean()
    .default(true)
    .describe(
      'Wait up to `stuckAfter` for the end of an XML or CFONB file, and never send one that is cut off, whatever `check` says',
    ),
  firstStart: z
    .enum(['hold', 'send'])
    .default('hold')
    .describe('What to do with files that are there before the first start'),
  beside: z
    .strictObject({
      status: z
        .boolean()
        .default(false)
        .describe(
          'Say what becomes of x.xml by a file x.xml.waiting, .sent, .held, .failed, .rejected, …',
        ),
      cancel: z
        .boolean()
        .default(false)
        .describe(
          'A file x.xml.cancel in the outbox cancels x.xml; what cannot be is told by x.xml.not-cancelled',
        ),
      folder: folder
        .optional()
        .describe(
          'Where they are written; the outbox itself when absent. No two outboxes share one. Orders stay in the outbox',
        ),
    })
    .prefault({})
    .describe('Files beside the data, for those who cannot call'),
  priority: z
    .enum(['urgent', 'normal', 'low'])
    .default('normal')
    .describe('Our order among waiting files, and PI 17'),
  inOrder: z
    .boolean()
    .default(false)
    .describe('One after the other, in order of arrival: a held file then holds up the next'),
  every: duration('Look at the folder this often, events or not', {
    usual: '30s',
    least: '100ms',
    most: '1d',
  }),
  everyOnNetwork: duration('The same on NFS, SMB and FUSE, where events do not come', {
    usual: '5s',
    least: '100ms',
    most: '1d',
  }),
  polling: z.boolean().default(false).describe('Never rely on events'),
  keepOriginal: duration(
    'The original of a sent file stays claimed for so long; then it is compared with what was sent, and removed',
    { usual: '10m', least: '0s', most: '30d' },
  ),
  stuckAfter: duration(
    'Report what lies in the folder for so long without being taken, and why; check a file whose end is still missing then, which sets it aside',
    {
      usual: '10m',
      least: '1s',
      most: '30d',
    },
  ),
  maximumClaimed: z
    .int()
    .min(1)
    .max(100_000)
    .default(1000)
    .describe('Files taken and not yet sent, at most'),
})

const owner = z.strictObject({
  group: z
    .union([z.string().min(1), z.int().min(0)])
    .transform(String)
    .optional()
    .describe('Name or number of the group'),
  mode: z
    .string()
    .regex(/^0?[0-7]{3}$/, needs('mode'))
    .optional()
    .describe('Rights, octal in quotes'),
})

export const inboxSchema = z.strictObject({
  virtualFile,
  folder,
  bank: z.string().describe('Name of a bank above'),
  when: z
    .union([z.string(), z.array(z.string()).min(1)], {
      error: (issue) => (issue.input === undefined ? undefined : needs('schedule')),
    })
    .describe('Cron, five fields, one or several: minute hour day month weekday'),
  zone: z.string().optional().describe('Time zone of `when`, when it is not the one above'),
  name: z
    .string()
    .default('{name}')
    .describe('File name: {name} {label} {virtualFile} {bank} {date} {time} {sequence} {id}'),
  records: recordsSchema.optional(),
  owner: owner.prefault({}).describe('To whom delivered files belong'),
  catchUp: z
    .boolean()
    .default(true)
    .describe('Ask once at start for what was missed while the program did not run'),
  maximumFiles: z.int().min(1).max(100_000).default(1000).describe('Files per ask, at most'),
  maximumFilesPerHour: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(5000)
    .describe(
      'Files within an hour, at most: what is beyond stays with the bank until the hour is over',
    ),
})

export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('For editors: the path of config.schema.json'),
  data: folder.describe('Ledger, spool, archive: a folder on a local disk, for this program alone'),
  zone: z.string().default('Europe/Paris').describe('Time zone of schedules and of names'),
  language: z
    .enum(languages)
    .default('en')
    .describe(
      'Language of messages, where their reader asks for none (Accept-Language, --lang, LANG); what is not translated comes in English',
    ),
  log: z
    .strictObject({
      level: z
        .enum(['error', 'warn', 'info', 'debug'])
        .default('info')
        .describe('debug shows every PeSIT conversation'),
    })
    .prefault({})
    .describe('What the program says about itself'),
  archive: z
    .strictObject({
      keep: z
        .union(
          [
            z.literal('forever'),
            duration('How long', { usual: '400d', least: '1m', most: '36500d' }),
          ],
          { error: needs('keep') },
        )
        .prefault('400d')
        .describe('How long archived files are kept: a duration (1m to 36500d) or forever'),
      owner: owner
        .prefault({})
        .describe(
          'Who may read archived files and those fetched over the API: nobody but the service user when left out',
        ),
    })
    .prefault({})
    .describe('Sent and delivered files, with their receipts'),
  spool: z
    .strictObject({
      reserve: size('Space that is always left free on the disk of `data`', {
        usual: '1 GB',
        least: '0',
        most: '1000 TB',
      }),
    })
    .prefault({})
    .describe('Sealed files to send, and files being received'),
  stop: z
    .strictObject({
      grace: duration(
        'At a stop, running transfers may go on for so long before they are suspended; the program ends 5 s later at the latest, whatever hangs',
        { usual: '20s', least: '0s', most: '1h' },
      ),
    })
    .prefault({})
    .describe('The end of the program'),
  listen: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1').describe('Address on which banks may call us'),
      port: z.int().min(1).max(65_535).describe('TCP port'),
      tls: z
        .strictObject({
          cert: path.describe('Our certificate'),
          key: path.describe('Its private key'),
          ca: path
            .optional()
            .describe(
              'Callers must show a certificate of this authority; absent: none is asked for',
            ),
        })
        .optional()
        .describe('Absent: plain TCP, for a tunnel or a network that is trusted'),
      connections: z.int().min(1).max(256).default(16).describe('Calls of known banks at once'),
      trace: trace
        .optional()
        .describe(
          'Keeps what callers say, also those that are refused, for `pesit-drop trace`: passwords masked, texts left out. Absent: no trace',
        ),
    })
    .optional()
    .describe('Where banks call us. Only messages are taken, no files. Absent: nobody can call'),
  http: httpSchema.prefault({}).describe('The API for programs'),
  banks: z.array(bankSchema).min(1).describe('Whom we call'),
  outboxes: z.array(outboxSchema).prefault([]).describe('Folders from which files are sent'),
  inboxes: z.array(inboxSchema).prefault([]).describe('Folders into which files are fetched'),
  webhooks: z.array(webhookSchema).prefault([]).describe('Programs that are told what happens'),
  webhookAllow: webhookAllowSchema,
})

/**
 * The validated file: defaults filled in, durations in milliseconds, sizes in bytes; dialects not applied
 * yet.
 */
export type Written = z.infer<typeof configSchema>
/** The loaded configuration. */
export type Config = Omit<Written, 'banks'> & { readonly banks: readonly BankConfig[] }
export type { BankConfig } from './dialect-presets.ts'
export type OutboxConfig = Config['outboxes'][number]
export type InboxConfig = Config['inboxes'][number]
export type WebhookConfig = Config['webhooks'][number]

// The settings of a bank: one declaration for each key, with its limits, its default and its description.

import { z } from 'zod'
import { needs } from './schema-fault.ts'
import { dialectKeys } from './dialect-keys.ts'
import { dialectNames } from './dialect-keys.ts'
import { duration, identifier, path, secret, size, virtualFile } from './values.ts'

const tls = z
  .strictObject({
    ca: path
      .optional()
      .describe(
        'The authority that signed the bank’s certificate; the system’s authorities when absent',
      ),
    cert: path.optional().describe('Our certificate, where the bank asks for one'),
    key: path.optional().describe('Its private key'),
    passphrase: secret.optional().describe('Of the private key'),
    serverName: z
      .string()
      .min(1)
      .optional()
      .describe('The name in the bank’s certificate, when it is not the host’s'),
    minimum: z.enum(['1.2', '1.3']).default('1.2').describe('The oldest TLS that is accepted'),
  })
  .describe('Absent: plain TCP. Nearly all banks want TLS with a certificate of ours')

const preConnection = z
  .strictObject({
    identifier: z
      .string()
      .regex(/^[\x21-\x7e]{1,8}$/, needs('pre-connection-identifier'))
      .describe('Who calls, at most 8 characters'),
    password: secret.describe('At most 8 characters'),
  })
  .describe(
    '24 bytes of EBCDIC before CONNECT: Axway CFT (LOGON=YES), Waarp and Connect:Express of type T or O want it',
  )

const calls = z
  .strictObject({
    password: secret.describe('By which the bank shows who it is when it calls (PI 5)'),
    from: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Addresses that it may call from; any when absent'),
    certificate: z
      .string()
      .regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/, needs('fingerprint'))
      .optional()
      .describe('SHA-256 fingerprint of the certificate that it must show; needs listen.tls'),
  })
  .describe(
    'The bank may call us, to tell what became of a file (messages). Absent: it may not. Needs `listen`',
  )

export const trace = z
  .strictObject({
    file: path.describe('Where; `.1`, `.2` … beside it are the old ones. In no outbox or inbox'),
    size: size('It is followed by the next file at this size', {
      usual: '10 MB',
      least: '64 KB',
      most: '1 GB',
    }),
    keep: z.int().min(0).max(100).default(3).describe('So many old ones are kept'),
  })
  .describe(
    'Keeps what is said with the bank for `pesit-drop trace`, passwords masked, file data left out; over TLS nothing else can show it. Absent: no trace',
  )

const retry = z.strictObject({
  attempts: z
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .describe('Attempts that reached the bank, for one file'),
  reach: z
    .int()
    .min(1)
    .max(100_000)
    .default(500)
    .describe('Calls in a row that did not reach the bank, for one file'),
  firstDelay: duration('Before the second try; doubled each time, with chance', {
    usual: '30s',
    least: '100ms',
    most: '1d',
  }),
  maximumDelay: duration('The longest time between two tries', {
    usual: '30m',
    least: '100ms',
    most: '1d',
  }),
  afterBreak: duration('After a cut line the bank gets this long to notice', {
    usual: '60s',
    least: '0s',
    most: '1d',
  }),
})

const timers = z.strictObject({
  connect: duration('For the call and CONNECT', { usual: '30s', least: '100ms', most: '10m' }),
  answer: duration('For an ordinary answer (Tp)', { usual: '60s', least: '100ms', most: '1h' }),
  longAnswer: duration('For CREATE, SELECT and the end of a transfer', {
    usual: '5m',
    least: '100ms',
    most: '1d',
  }),
  idle: duration('How long an idle line is kept for the next file; 0s: not at all', {
    usual: '5s',
    least: '0s',
    most: '1h',
  }),
})

export const bankSchema = z.strictObject({
  id: z
    .int()
    .min(1)
    .describe('A number of your choice, never used twice; programs will know the bank by it'),
  name: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/, needs('bank-name'))
    .describe('How you call it'),
  addresses: z
    .enum(['warn', 'hold', 'ignore'])
    .default('warn')
    .describe(
      'What becomes of a checked file with postal addresses that banks refuse since 15 November 2026: lines (AdrLine) without town and country, or more than two. hold: it waits for a person. ignore: nothing is said',
    ),
  environment: z
    .enum(['production', 'test'])
    .default('production')
    .describe(
      'Whether payments sent to this bank are made. Files are compared with what went to banks of the same environment, never with the other’s. A file keeps the one that it was taken in',
    ),
  host: z
    .string()
    .regex(/^([^\s/:@]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$/, needs('host'))
    .describe('Name or address'),
  port: z.int().min(1).max(65_535).describe('Where its PeSIT service listens'),
  server: identifier.describe('The bank’s identifier (PI 4)'),
  partner: identifier.describe('Ours, given by the bank (PI 3)'),
  password: secret.optional().describe('Given by the bank, at most 8 characters (PI 5)'),
  newPassword: secret
    .optional()
    .describe(
      'The password that the next CONNECT changes it to (PI 5). Keep `password` until the log says that the bank took it, then move it there',
    ),
  serverPassword: secret
    .optional()
    .describe('By which the bank shows who it is (PI 5 of ACONNECT); absent: not checked'),
  dialect: z
    .enum(dialectNames)
    .default('standard')
    .describe(
      'The bank’s software: fills in the keys below that are left out. `pesit-drop probe NAME` shows what it makes of a bank',
    ),
  tls: tls.optional(),
  preConnection: preConnection.optional(),
  connections: z
    .int()
    .min(1)
    .max(16)
    .default(1)
    .describe('Lines at once; the bank’s agreement says how many'),
  firstNumber: z
    .int()
    .min(1)
    .max(16_000_000)
    .default(1)
    .describe(
      'The least transfer number (PI 13) from now on. After a new, lost or restored `data`: above all that the bank has seen from this partner. Numbers only go up: a lower one than was used changes nothing',
    ),
  virtualFiles: z
    .array(virtualFile)
    .default([])
    .describe(
      'Virtual files that programs and the command line may use besides those of outboxes (to send) and inboxes (to receive)',
    ),
  ...dialectKeys,
  client: identifier
    .optional()
    .describe('End customer (PI 61), where a provider connects for several'),
  finalBank: identifier.optional().describe('Final bank (PI 62)'),
  calls: calls.optional(),
  trace: trace.optional(),
  retry: retry.prefault({}).describe('How often and how long a file is tried again'),
  timers: timers.prefault({}).describe('How long is waited for what'),
})

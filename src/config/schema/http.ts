// The API: where it listens, under which names, and its limits.

import { z } from 'zod'
import { needs } from './schema-fault.ts'
import { duration, folder, path, size } from './values.ts'

/** `host:port`, the host a name, an IPv4 address, or an IPv6 address in brackets. */
const address = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):\d{1,5}$/, needs('address'))
  .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535, needs('port'))

/** A user of this machine: by name, or by number. */
const user = z.union(
  [
    z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_.@-]{0,63}\$?$/, needs('user-name')),
    z.int().min(0).max(4_294_967_294),
  ],
  { error: needs('user') },
)

export const httpSchema = z.strictObject({
  listen: z
    .union([address, z.literal(false)], {
      error: needs('listen'),
    })
    .default('localhost:9081')
    .describe(
      'Where programs call. localhost: 127.0.0.1 and ::1. Elsewhere than on this machine only with keys. false: not at all',
    ),
  open: z
    .union([z.boolean(), z.array(user).min(1)], {
      error: needs('open'),
    })
    .default(true)
    .describe(
      'Which users of this machine may send, fetch and look at what is theirs without a key: true: all but those who run proxies; or these alone, by name or number. Releasing, keys and removing webhooks always need one',
    ),
  proxies: z
    .array(user)
    .default([])
    .describe(
      'Users of this machine who run a proxy, a web server or a tunnel, besides www-data, nginx, caddy, haproxy and others that are known: they need a key, since they speak for others',
    ),
  hosts: z
    .array(z.string().regex(/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/, needs('host-name')))
    .default([])
    .describe(
      'Names, besides localhost and the address of `listen`, by which programs call (header Host)',
    ),
  tls: z
    .strictObject({ cert: path.describe('Our certificate'), key: path.describe('Its private key') })
    .optional()
    .describe('Absent: plain HTTP, for this machine or a proxy before it'),
  rate: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(6000)
    .describe(
      'Requests a minute of one caller (a key, a user of this machine, an address), at most',
    ),
  largestFile: size('The largest file that is taken by an upload', {
    usual: '10 GB',
    least: '1 KB',
    most: '1000 TB',
  }),
  answerWithin: duration(
    'Who sends or asks for a file waits so long for its end; then it is told to be under way',
    { usual: '30s', least: '0s', most: '10m' },
  ),
  localFolders: z
    .array(folder)
    .default([])
    .describe(
      'Folders on this machine below which programs may name files by path, to send them and to put them',
    ),
  trouble: duration('/health/ready turns red when a trouble has lasted so long', {
    usual: '5m',
    least: '0s',
    most: '7d',
  }),
})

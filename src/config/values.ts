// Kinds of values that several keys share: durations, sizes, secrets, paths, identifiers of PeSIT.

import { z } from 'zod'
import { parseDuration } from '../lib/duration.ts'
import { parseSize } from '../lib/size.ts'

export const duration = (what: string, usual: string) =>
  z
    .string()
    .refine(
      (text) => parseDuration(text) !== null,
      'a duration is a number and ms, s, m, h or d, such as 30s',
    )
    .describe(what)
    .prefault(usual)
    .transform((text) => parseDuration(text) ?? 0)

const sizeText = z
  .union([z.string(), z.number()])
  .refine(
    (value) => parseSize(String(value)) !== null,
    'a size is a number of bytes, or with KB, MB or GB, such as 64 KB',
  )

export const size = (what: string, usual: string) =>
  sizeText
    .describe(what)
    .prefault(usual)
    .transform((value) => parseSize(String(value)) ?? 0)

/** Where a secret comes from. It never stands in the file itself. */
export const secret = z
  .strictObject({
    env: z.string().min(1).optional().describe('Name of an environment variable'),
    file: z.string().min(1).optional().describe('A file that holds nothing else'),
    credential: z.string().min(1).optional().describe('A systemd credential (LoadCredential=)'),
  })
  .refine(
    (value) => Object.values(value).filter((one) => one !== undefined).length === 1,
    'exactly one of env, file and credential is needed',
  )
export type SecretSource = z.infer<typeof secret>

/** PI 3, PI 4, PI 61, PI 62: printable ASCII, 24 characters (PeSIT E §4.7.3). */
export const identifier = z
  .string()
  .regex(
    /^[\x21-\x7e]([\x20-\x7e]{0,22}[\x21-\x7e])?$/,
    'an identifier has 1 to 24 printable ASCII characters',
  )

export const virtualFile = z
  .string()
  .regex(
    /^[\x21-\x7e]{1,76}$/,
    'a virtual file has 1 to 76 printable ASCII characters without blanks (PI 12)',
  )
  .describe('The name agreed with the bank for this kind of file (PI 12)')

export const folder = z
  .string()
  .min(1)
  .describe('An absolute path, or one from where this file lies')

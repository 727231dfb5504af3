// Kinds of values that several keys share: durations, sizes, secrets, paths, identifiers of PeSIT.

import { z } from 'zod'
import { durationPattern, parseDuration } from '../../lib/time/duration.ts'
import { parseSize } from '../../lib/size.ts'
import { needs, needsBetween } from './schema-fault.ts'

interface Range {
  readonly usual: string
  readonly least: string
  readonly most: string
}

/** A missing key, or a key without a value: the same message for all keys. */
const isAbsent = (input: unknown): boolean => input === undefined || input === null

const durationNeeded = needs('duration')

/** Each duration has limits: a timer of 0 ms would spin, one of centuries would overflow. */
export const duration = (what: string, { usual, least, most }: Range) => {
  const [minimumMs, maximumMs] = [parseDuration(least) ?? 0, parseDuration(most) ?? 0]
  return z
    .string({ error: (issue) => (isAbsent(issue.input) ? undefined : durationNeeded) })
    .regex(durationPattern, { error: durationNeeded, abort: true })
    .refine(
      (text) => {
        const ms = parseDuration(text) ?? 0
        return ms >= minimumMs && ms <= maximumMs
      },
      needsBetween(least, most),
    )
    .describe(`${what} (${least} to ${most})`)
    .prefault(usual)
    .transform((text) => parseDuration(text) ?? 0)
}

const sizeNeeded = needs('size')

export const size = (what: string, { usual, least, most }: Range) => {
  const [minimumBytes, maximumBytes] = [parseSize(least) ?? 0, parseSize(most) ?? 0]
  return z
    .union([z.string(), z.number()], {
      error: (issue) => (isAbsent(issue.input) ? undefined : sizeNeeded),
    })
    .refine((value) => parseSize(String(value)) !== null, { error: sizeNeeded, abort: true })
    .refine(
      (value) => {
        const bytes = parseSize(String(value)) ?? 0
        return bytes >= minimumBytes && bytes <= maximumBytes
      },
      needsBetween(least, most),
    )
    .describe(`${what} (${least} to ${most})`)
    .prefault(usual)
    .transform((value) => parseSize(String(value)) ?? 0)
}

/** Only shells expand `~`; here a folder of that name would be made silently. */
export const path = z
  .string()
  .min(1)
  .regex(/^(?!~)/, needs('whole-path'))
  .regex(/^[^\0]*$/, needs('path-without-nul'))

/** The source of a secret, which is never written in the file itself. */
export const secret = z
  .strictObject(
    {
      env: z.string().min(1).optional().describe('Name of an environment variable'),
      file: path.optional().describe('A file that holds nothing else'),
      credential: z
        .string()
        .regex(/^(?!\.{1,2}$)[^/\0]+$/, needs('credential-name'))
        .optional()
        .describe('A systemd credential (LoadCredential=)'),
    },
    {
      error: (issue) =>
        issue.code === 'invalid_type' && !isAbsent(issue.input)
          ? needs('secret-elsewhere')
          : undefined,
    },
  )
  .refine(
    (value) => Object.values(value).filter((one) => one !== undefined).length === 1,
    needs('one-secret-source'),
  )
export type SecretSource = z.infer<typeof secret>

/** PI 3, PI 4, PI 61, PI 62: printable ASCII, 24 characters (PeSIT E §4.7.3). */
export const identifier = z
  .string()
  .regex(/^[\x21-\x7e]([\x20-\x7e]{0,22}[\x21-\x7e])?$/, needs('identifier'))

export const virtualFile = z
  .string()
  .regex(/^[\x21-\x7e]{1,76}$/, needs('virtual-file'))
  .describe('The name agreed with the bank for this kind of file (PI 12)')

export const folder = path.describe('An absolute path, or one from where this file lies')

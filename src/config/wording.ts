// What Zod finds wrong, as a fault of ours. It never repeats a value that could be a secret: only words of a
// choice and numbers are shown. Pure.

import type { z } from 'zod'
import type { NeededForm } from '../wording/catalogue/machine/configuration.ts'
import { faultText, type SchemaFault } from './schema/schema-fault.ts'

type RawIssue = Parameters<z.core.$ZodErrorMap>[0]

/** The error map of Zod: the text of a `SchemaFault`; undefined where the schema has a message of its own. */
export function wording(issue: RawIssue): string | undefined {
  const fault = schemaFault(issue)
  return fault === null ? undefined : faultText(fault)
}

function schemaFault(issue: RawIssue): SchemaFault | null {
  // YAML reads `key:` without a value as null.
  if (issue.code !== 'custom' && issue.input === undefined) return { kind: 'missing' }
  if (issue.code !== 'custom' && issue.input === null) return { kind: 'empty', what: 'key' }
  const value = String(issue.input)
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, issue.input)
    case 'invalid_value':
      return notAChoice(issue.values, issue.input)
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? { kind: 'empty', what: 'value' }
        : { kind: 'at-least', value, minimum: String(issue.minimum) }
    case 'too_big':
      return { kind: 'at-most', value, maximum: String(issue.maximum) }
    default:
      return null
  }
}

function wrongType(expected: string, input: unknown): SchemaFault {
  const form = (needed: NeededForm): SchemaFault => ({ kind: 'form', form: needed })
  switch (expected) {
    case 'string':
      return form(typeof input === 'object' ? 'text' : 'text-in-quotes')
    case 'int':
    case 'number':
      return form(typeof input === 'number' ? 'whole-number' : 'number')
    case 'boolean':
      return form('true-or-false')
    case 'array':
      return form('list')
    case 'object':
      return { kind: 'keys', known: [] }
    default:
      return { kind: 'type', type: expected }
  }
}

function notAChoice(values: readonly unknown[], input: unknown): SchemaFault {
  const choices = values.map(String)
  return typeof input === 'number' && choices.includes(String(input))
    ? { kind: 'form', form: 'quotes' }
    : { kind: 'one-of', choices }
}

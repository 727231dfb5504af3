// Faults of the schema in words for an administrator. It never repeats a value that could be
// a secret: only words of a choice and numbers are shown. Pure.

import type { z } from 'zod'

type RawIssue = Parameters<z.core.$ZodErrorMap>[0]

/** Messages of these two kinds name the key themselves; all others follow it. */
export const missing = 'is missing'
const empty = 'is empty: give it a value, or take the line away'
export const keysNeeded = 'keys of its own are needed here'
const quotes = 'write it in quotes'

export function wording(issue: RawIssue): string | undefined {
  // YAML reads `key:` without a value as null.
  if (issue.code !== 'custom' && issue.input === undefined) return missing
  if (issue.code !== 'custom' && issue.input === null) return empty
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, issue.input)
    case 'invalid_value':
      return noChoice(issue.values, issue.input)
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'is empty'
        : `${String(issue.input)} is too small: ${issue.minimum} at least`
    case 'too_big':
      return `${String(issue.input)} is too large: ${issue.maximum} at most`
    default:
      return undefined
  }
}

function wrongType(expected: string, input: unknown): string {
  switch (expected) {
    case 'string':
      return typeof input === 'object' ? 'a text is needed' : `a text is needed: ${quotes}`
    case 'int':
    case 'number':
      return typeof input === 'number'
        ? 'a whole number is needed'
        : 'a number is needed, without quotes'
    case 'boolean':
      return 'true or false is needed'
    case 'array':
      return 'a list is needed, such as [a, b]'
    case 'object':
      return keysNeeded
    default:
      return `${expected} is needed`
  }
}

function noChoice(values: readonly unknown[], input: unknown): string {
  const choices = values.map(String)
  if (typeof input === 'number' && choices.includes(String(input))) return quotes
  const needed = choices.length === 1 ? choices.join('') : `one of ${choices.join(', ')}`
  return `${needed} is needed`
}

// The endings of status files: the files beside the data that say what happened to a transfer. Pure.

import type { OwnEnding } from './never-taken.ts'

export const statusEndings = [
  'waiting',
  'sent',
  'held',
  'failed',
  'rejected',
  'in-doubt',
  'cancelled',
] as const satisfies readonly OwnEnding[]
export type StatusEnding = (typeof statusEndings)[number]
/**
 * The answer to `x.xml.cancel` when the transfer cannot be cancelled. This file is beside the status file of
 * the transfer, and is removed when the transfer becomes `cancelled`.
 */
export const notCancelled = 'not-cancelled' satisfies OwnEnding

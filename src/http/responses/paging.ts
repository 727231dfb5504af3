// Lists of pages. A cursor says where the previous page ended. Callers must not interpret its text; a cursor
// that we did not make is refused. Pure.

import { z } from 'zod'
import type { SearchPosition } from '../../ledger/contract/searching.ts'

export const sorts = ['-createdAt', 'createdAt', '-updatedAt', 'updatedAt'] as const
export type Sort = (typeof sorts)[number]

export interface Cursor extends SearchPosition {
  readonly sort: Sort
}

const cursor = z.strictObject({
  sort: z.enum(sorts),
  sequence: z.int().min(0),
  createdMs: z.int().min(0),
  updatedMs: z.int().min(0),
})

export function cursorOf(sort: Sort, { sequence, createdMs, updatedMs }: SearchPosition): string {
  const at: Cursor = { sort, sequence, createdMs, updatedMs }
  return Buffer.from(JSON.stringify(at)).toString('base64url')
}

/** null: not one of our cursors. */
export function parseCursor(text: string): Cursor | null {
  try {
    return cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch {
    return null
  }
}

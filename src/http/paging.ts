// Lists a page at a time. A cursor says where the last page ended; it is text without meaning to callers, and
// one that was not ours is refused. Pure.

import { z } from 'zod'

export const sorts = ['-createdAt', 'createdAt', '-updatedAt', 'updatedAt'] as const
export type Sort = (typeof sorts)[number]

export interface Place {
  readonly sort: Sort
  readonly sequence: number
  readonly updatedMs: number
}

const place = z.strictObject({
  sort: z.enum(sorts),
  sequence: z.int().min(0),
  updatedMs: z.int().min(0),
})

export function cursorOf(at: Place): string {
  return Buffer.from(JSON.stringify(at)).toString('base64url')
}

/** null: not one of ours. */
export function placeOf(cursor: string): Place | null {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    return null
  }
}

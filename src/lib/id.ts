// Ids of transfers: UUIDv7, so that they sort by creation time.

import { v7 } from 'uuid'

export function newId(): string {
  return v7()
}

// SHA-256 of a text, as 64 hexadecimal digits. Equal texts have equal hashes everywhere and always: a pure
// folder may use it, though it comes from the platform.

import { hash } from 'node:crypto'

export function sha256Of(text: string): string {
  return hash('sha256', text)
}

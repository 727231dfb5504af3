// SHA-256 of a text, as 64 hexadecimal digits. The result depends on the text
// alone: pure folders may use it, although it comes from the platform.

import { hash } from 'node:crypto'

export function sha256Of(text: string): string {
  return hash('sha256', text)
}

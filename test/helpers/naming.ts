// The arguments of a message that name something, wherever among them it stands.

import { expect } from 'vitest'

export function naming(text: string): unknown {
  const quoted = JSON.stringify(text).slice(1, -1)
  return expect.toSatisfy((values: unknown) => JSON.stringify(values).includes(quoted))
}

// Who gives an order on the command line: the name of the user, or the number if it has no name, as in a
// container.

import { userInfo } from 'node:os'

export function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? '?'}`
  }
}

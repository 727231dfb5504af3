// The process of the test as another user, until the test is over: root may do everything, and would never
// find out what a service user may not do. Only root can.

import { onTestFinished } from 'vitest'

export function becomeUser(uid: number, gid = uid): void {
  const groups = process.getgroups?.() ?? []
  process.setgroups?.([gid])
  process.setegid?.(gid)
  process.seteuid?.(uid)
  onTestFinished(() => {
    process.seteuid?.(0)
    process.setegid?.(0)
    process.setgroups?.(groups)
  })
}

// Which password CONNECT carries while a password is being changed (PeSIT E §4.7.3 PI 5). The new password
// counts only after the bank accepted a CONNECT that carried it. When the line broke before the bank's
// answer, nobody knows which one is valid: then we try the new password alone first, and the change once more
// after it. Each is tried once, because a bank locks an account after wrong guesses. Pure except for the
// record of the change.

import { timingSafeEqual } from 'node:crypto'
import type { OwnIdentification } from '../options.ts'

export interface Access {
  readonly password?: string
  readonly newPassword?: string
}

/** What to try, in this order; the next only after the bank refused the password. */
export function accessesFor({ password, newPassword }: OwnIdentification): readonly Access[] {
  const old = password === null ? {} : { password: password() }
  if (newPassword === null) return [old]
  const fresh = newPassword.reveal()
  const changed: Access = { password: fresh }
  const change: Access = { ...old, newPassword: fresh }
  switch (newPassword.state()) {
    case 'done':
      return [changed]
    case 'open':
      return [changed, change]
    case 'none':
      return [change]
  }
}

/** Before CONNECT leaves, it is on disk that the change may have reached the bank. */
export async function beforeConnect(
  { newPassword }: OwnIdentification,
  access: Access,
): Promise<void> {
  if (access.newPassword !== undefined) await newPassword?.record('open')
}

/** Records the state of the change after the bank's answer. */
export async function afterAnswer(
  { newPassword }: OwnIdentification,
  access: Access,
  accepted: boolean,
): Promise<void> {
  if (newPassword === null) return
  if (accepted) return newPassword.record('done')
  if (access.newPassword !== undefined) await newPassword.record('none')
}

/** Whether the bank sent the password by which it proves who it is; compared in constant time. */
export function bankProvedItself(
  { serverPassword }: OwnIdentification,
  sentPassword: string | undefined,
): boolean {
  if (serverPassword === null) return true
  const [expected, given] = [Buffer.alloc(64), Buffer.alloc(64)]
  expected.write(serverPassword())
  given.write((sentPassword ?? '').trimEnd())
  return timingSafeEqual(expected, given)
}

// Which password CONNECT carries while one is being changed (PeSIT E §4.7.3 PI 5). The new one counts only
// after the bank accepted a CONNECT that carried it; when the line broke before its answer, nobody knows:
// then the new one alone is tried first, the change once more after it, each once, because a bank locks
// whoever guesses. Pure but for what the change remembers.

import { timingSafeEqual } from 'node:crypto'
import type { OwnIdentification } from '../options.ts'

export interface Access {
  readonly password?: string
  readonly newPassword?: string
}

/** What to try, in this order; the next only after a refusal for the password. */
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

/** Before CONNECT leaves: that the change may have reached the bank is on disk. */
export async function beforeConnect(
  { newPassword }: OwnIdentification,
  access: Access,
): Promise<void> {
  if (access.newPassword !== undefined) await newPassword?.record('open')
}

/** After the bank's answer, whatever it is. */
export async function afterAnswer(
  { newPassword }: OwnIdentification,
  access: Access,
  accepted: boolean,
): Promise<void> {
  if (newPassword === null) return
  if (accepted) return newPassword.record('done')
  if (access.newPassword !== undefined) await newPassword.record('none')
}

/** Whether the bank said the password by which it shows who it is; compared in constant time. */
export function showedItself(
  { serverPassword }: OwnIdentification,
  said: string | undefined,
): boolean {
  if (serverPassword === null) return true
  const [expected, given] = [Buffer.alloc(64), Buffer.alloc(64)]
  expected.write(serverPassword())
  given.write((said ?? '').trimEnd())
  return timingSafeEqual(expected, given)
}

// Who calls: by which door, under what name, and what that allows.

/** In rising order: look; order; decide and administrate. */
export const roles = ['read', 'operate', 'admin'] as const
export type Role = (typeof roles)[number]

export interface Caller {
  /** The Unix socket, whose file rights are the login; or TCP. */
  readonly door: 'socket' | 'tcp'
  /** For facts and the log: who ordered it. */
  readonly name: string
  readonly role: Role
  /** False for one who calls over loopback without a key: what must be answered for by name is refused. */
  readonly keyed: boolean
  /** Of the key that was sent: it can be revoked while a stream goes on. */
  readonly keyId?: string
  /** Of a user of this machine who calls without a key: he sees what he did himself. */
  readonly uid?: number
}

/** Who calls what is open to all, and may not look at anything else. */
export const anybody: Caller = { door: 'tcp', name: 'anybody', role: 'read', keyed: false }

export interface Needs {
  readonly needs: Role
  readonly keyed: boolean
}

export type Verdict = 'allowed' | 'key-missing' | 'role-too-low'

export function mayCall(caller: Caller, { needs, keyed }: Needs): Verdict {
  if (keyed && !caller.keyed) return 'key-missing'
  return roles.indexOf(caller.role) >= roles.indexOf(needs) ? 'allowed' : 'role-too-low'
}

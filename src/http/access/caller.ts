// Who calls the API: through which door, under what name, and with which rights.

/** In rising order: look; give orders; decide and administrate. */
export const roles = ['read', 'operate', 'admin'] as const
export type ApiRole = (typeof roles)[number]

export interface ApiCaller {
  /** The Unix socket, whose file permissions are the login; or TCP. */
  readonly listener: 'socket' | 'tcp'
  /** For facts and the log: who gave the order. */
  readonly name: string
  readonly role: ApiRole
  /**
   * False for a caller over loopback without a key. Calls that somebody must answer for by name are refused.
   */
  readonly keyed: boolean
  /** The id of the key that was sent: the key can be revoked while a stream is open. */
  readonly keyId?: string
  /** The user of this machine who calls without a key: he sees only what he did himself. */
  readonly uid?: number
}

/** A caller of what is open to all. He may not look at anything else. */
export const anybody: ApiCaller = { listener: 'tcp', name: 'anybody', role: 'read', keyed: false }

export interface Needs {
  readonly needs: ApiRole
  readonly keyed: boolean
}

export type AccessVerdict = 'allowed' | 'key-missing' | 'role-too-low'

export function mayCall(caller: ApiCaller, { needs, keyed }: Needs): AccessVerdict {
  if (keyed && !caller.keyed) return 'key-missing'
  return roles.indexOf(caller.role) >= roles.indexOf(needs) ? 'allowed' : 'role-too-low'
}

// Keys of the API, as every ledger keeps them.

export interface ApiKey {
  /** In the key's text; no secret. */
  readonly id: string
  /** Who has it: a name for facts and the log. */
  readonly name: string
  readonly role: 'read' | 'operate' | 'admin'
  /** SHA-256 of the whole key, hexadecimal. */
  readonly hash: string
  readonly createdMs: number
  readonly expiresMs: number
  readonly revokedMs: number | null
  /** To the hour or so; null: never. */
  readonly usedMs: number | null
}

export type NewKey = Pick<ApiKey, 'id' | 'name' | 'role' | 'hash' | 'expiresMs'>

export interface ApiKeys {
  /** False when a key that is not revoked has this name. */
  addKey(key: NewKey): Promise<boolean>
  findKey(id: string): Promise<ApiKey | null>
  /** By age, revoked ones too. */
  keys(): Promise<readonly ApiKey[]>
  /** False when there is none by this id or name that was not revoked yet. */
  revokeKey(idOrName: string): Promise<boolean>
  noteKeyUsed(id: string): Promise<void>
}

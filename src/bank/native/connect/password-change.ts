// The state of a password change at a bank, kept in the data folder: which new password (as a salted hash, so
// that another new password begins another change), and whether the bank has accepted it.

import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PasswordChange } from '../options.ts'
import { makeFolderDurably, writeDurably } from '../../../disk/durable.ts'
import { systemErrorCode } from '../../../lib/files/files.ts'
import type { Log } from '../../../lib/log.ts'

type State = ReturnType<PasswordChange['state']>

interface Kept {
  readonly salt: string
  readonly hash: string
  readonly state: State
}

export function passwordChange(
  {
    dataFolder,
    bank,
    log,
  }: { readonly dataFolder: string; readonly bank: string; readonly log: Log },
  reveal: () => string,
): PasswordChange {
  const folder = join(dataFolder, 'passwords')
  const path = join(folder, `${bank}.json`)
  return {
    reveal,
    state() {
      const kept = readKept(path)
      return kept !== null && isSame(kept, reveal()) ? kept.state : 'none'
    },
    async record(state) {
      if (this.state() === state) return
      await makeFolderDurably(folder)
      const salt = randomBytes(16).toString('hex')
      const kept: Kept = { salt, hash: hashOf(reveal(), salt), state }
      await writeDurably(path, `${JSON.stringify(kept)}\n`)
      if (state === 'done')
        log.info(
          { bank },
          'The bank took the new password (PI 5). Move newPassword to password in the configuration',
        )
    },
  }
}

function readKept(path: string): Kept | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Kept
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw error
  }
}

function hashOf(password: string, salt: string): string {
  return scryptSync(password, salt, 32).toString('hex')
}

function isSame({ salt, hash }: Kept, password: string): boolean {
  return timingSafeEqual(Buffer.from(hash, 'hex'), Buffer.from(hashOf(password, salt), 'hex'))
}

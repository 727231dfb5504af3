// Where the Unix socket of a data folder is.

import { createHash } from 'node:crypto'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/** Paths of Unix sockets have 107 bytes at most; a deep data folder gets one named for it elsewhere. */
export function controlPath(dataFolder: string): string {
  const usual = join(dataFolder, 'control.sock')
  if (Buffer.byteLength(usual) <= 100) return usual
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 24)
  return join(tmpdir(), `pesit-drop-${userInfo().uid}-${name}.sock`)
}

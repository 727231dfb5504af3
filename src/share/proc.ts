// Checks that we can work in folders by descriptor here: this needs /proc/self/fd, which a container or a
// chroot may lack.

import { closeSync, constants, open } from 'node:fs'
import { promisify } from 'node:util'
import { oPath, pathOfDescriptor } from './open-path.ts'
import { KnownError } from '../wording/known-error.ts'
import { message } from '../wording/catalogue.ts'

const openFile = promisify(open)

/** @throws KnownError PROC-MISSING. */
export async function mustHaveProc(): Promise<void> {
  const fd = await openFile('/', oPath | constants.O_DIRECTORY)
  try {
    if (pathOfDescriptor(fd) === '/') return
  } catch {
    // It does not exist, or cannot be read.
  } finally {
    closeSync(fd)
  }
  throw new KnownError(message('PROC-MISSING', {}))
}

// Whether folders can be worked in by descriptor here: that goes by /proc/self/fd, which a container or a
// chroot may lack.

import { closeSync, constants, open } from 'node:fs'
import { promisify } from 'node:util'
import { oPath, placeOf } from './way-to.ts'
import { KnownError } from '../wording/known-error.ts'
import { message } from '../wording/catalogue.ts'

const openFile = promisify(open)

/** @throws KnownError PROC-MISSING. */
export async function mustHaveProc(): Promise<void> {
  const fd = await openFile('/', oPath | constants.O_DIRECTORY)
  try {
    if (placeOf(fd) === '/') return
  } catch {
    // Not there, or not readable.
  } finally {
    closeSync(fd)
  }
  throw new KnownError(message('PROC-MISSING', {}))
}

// A disk that does not confirm: the next fsync or fdatasync of this process fails, as after a write error.

import { open } from 'node:fs/promises'
import { vi } from 'vitest'

export async function failNextSync(which: 'sync' | 'datasync'): Promise<void> {
  const handle = await open('/dev/null', 'r')
  const shared = Object.getPrototypeOf(handle) as typeof handle
  await handle.close()
  const error = Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' })
  vi.spyOn(shared, which).mockRejectedValueOnce(error)
}

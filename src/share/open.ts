// The share of a folder.

import type { Log } from '../lib/log.ts'
import { localShare } from './local.ts'
import type { Share } from './share.ts'

/** In this process for now and for every folder: see docs/decisions/0003. */
export function openShare(_folder: string, _log: Log): Promise<Share> {
  return Promise.resolve(localShare())
}

// The share of a folder.

import type { Log } from '../lib/log.ts'
import { localShare } from './local.ts'
import type { Share } from './share.ts'

/** In this process, for every folder: docs/decisions/0003 says why, and what that costs. */
export function openShare(_folder: string, _log: Log): Promise<Share> {
  return Promise.resolve(localShare())
}

// The share of a folder: in this process when the folder is on a local disk, in a child process with a
// deadline when it is on a network file system. A share may be mounted or unmounted while we run: `probe`,
// `look` and `owner` decide again, and the other verbs use the last decision.

import type { Log } from '../lib/log.ts'
import { childShare } from './process/child.ts'
import { localShare } from './local.ts'
import { isOnNetwork, readMounts } from './mount/mounts.ts'
import type { Share } from './share.ts'

export interface ShareOptions {
  readonly deadlineMs?: number
  readonly mounts?: () => Promise<string>
}

export async function openShare(
  folder: string,
  log: Log,
  { deadlineMs = 15_000, mounts = readMounts }: ShareOptions = {},
): Promise<Share> {
  const near = localShare()
  // Its process starts with the first verb: a folder on a local disk never has one.
  const far = childShare({ deadlineMs, log })
  const decided = async () => ((await isOnNetwork(folder, await mounts())) ? far : near)
  let share = await decided()
  const anew = async () => {
    share = await decided()
    return share
  }
  return {
    probe: async (request) => (await anew()).probe(request),
    look: async (request) => (await anew()).look(request),
    peek: (request) => share.peek(request),
    claim: (request) => share.claim(request),
    seal: (request) => share.seal(request),
    stage: (request) => share.stage(request),
    link: (request) => share.link(request),
    unstage: (request) => share.unstage(request),
    remove: (request) => share.remove(request),
    show: (request) => share.show(request),
    clear: (request) => share.clear(request),
    orphans: (request) => share.orphans(request),
    // This is the first verb on a folder at start.
    owner: async (request) => (await anew()).owner(request),
    own: (request) => share.own(request),
    renew: (request) => share.renew(request),
    held: (request) => share.held(request),
    close: () => far.close(),
  }
}

// A process of its own that works in folders: share-program. It says `up`, reads a list of verbs with their
// requests, and says each answer on its output, one JSON a line. For what a test cannot do within itself: be
// somebody else, be killed, or meet system calls that fail.

import { writeSync } from 'node:fs'
import { json } from 'node:stream/consumers'
import { writeDurably } from '../../src/disk/durable.ts'
import { KnownError } from '../../src/wording/known-error.ts'
import { localShare } from '../../src/share/local.ts'
import type { ShareCall } from './run-share.ts'

const share = localShare()

async function answer({ verb, request }: ShareCall): Promise<unknown> {
  if (verb === 'write') {
    try {
      await writeDurably(request.path, request.content)
      return { kind: 'written' }
    } catch (error) {
      return error instanceof KnownError
        ? { kind: 'fault', ...error.coded }
        : { kind: 'error', sentence: String(error) }
    }
  }
  const work = share[verb] as (request: unknown) => Promise<unknown>
  return work(request)
}

writeSync(1, 'up\n')
for (const call of (await json(process.stdin)) as ShareCall[])
  writeSync(1, `${JSON.stringify(await answer(call))}\n`)

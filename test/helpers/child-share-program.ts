// A daemon of sorts, to be killed: looks into a folder through a child, says the child's pid, and
// looks again when its input ends: `child-share-program FOLDER`.

import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { silentLog } from '../../src/lib/log.ts'
import { childShare } from '../../src/share/process/child.ts'
import { shareProcesses } from './share-processes.ts'

const [, , folder = ''] = process.argv
const share = childShare({ deadlineMs: 20_000, log: silentLog })
const look = () =>
  share.look({
    folder,
    limit: 1,
    take: ['*'],
    leave: [],
    passOver: [],
    expected: null,
    about: [],
  })

await look()
writeSync(1, `${shareProcesses()[0]}\n`)
await once(process.stdin.resume(), 'end')
writeSync(1, `still ${(await look()).kind}\n`)
await new Promise(() => undefined)

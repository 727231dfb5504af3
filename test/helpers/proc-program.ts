// `proc-program [FOLDER]`: looks for /proc as the start of the daemon does, and probes the folder. Says what
// it found.

import { localShare } from '../../src/share/local.ts'
import { mustHaveProc } from '../../src/share/proc.ts'
import { KnownError } from '../../src/wording/known-error.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'

const [, , folder] = process.argv
try {
  await mustHaveProc()
  if (folder !== undefined)
    console.log((await localShare().probe({ folder, purpose: 'inbox' })).kind)
} catch (error) {
  if (!(error instanceof KnownError)) throw error
  console.log(error.code, sentenceOf(error.coded, { zone: 'UTC' }))
}

// The intent on a disk that does not confirm it: nothing of the end may leave, and the note must not be
// believed.

import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Bank, SendJob, SendOutcome } from '../../src/bank/bank.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { silentLog } from '../../src/lib/log.ts'
import { attempt } from '../../src/transfer/attempt.ts'
import { readNote } from '../../src/ledger/spool/identity-note.ts'
import { failNextSync } from '../helpers/failing-sync.ts'
import { identity, queued } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { ourFailure } from '../../src/bank/our-failure.ts'
import { saying } from '../helpers/messages.ts'

test('a note that the disk did not confirm is written anew without the intent, and the transfer goes on later', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'spool'))
  const spool = {
    bytes: (id: string) => join(folder, 'spool', id),
    note: (id: string) => join(folder, 'spool', `${id}.meta`),
  }
  const ledger = await openLedger({ folder, clock: systemClock })
  onTestFinished(() => ledger.close())
  const { id } = await queued(ledger)
  const due = await ledger.takeDue('bnp', Date.now())
  if (due.kind !== 'taken') throw new Error('nothing is due')
  let ended = false
  const send = async ({ journal }: SendJob): Promise<SendOutcome> => {
    try {
      await failNextSync('sync')
      await journal.finishing({ lastSync: 0, dataBytes: 1234, articles: 1 }, 'unknown')
      ended = true
    } catch (error) {
      return {
        kind: 'local-failure',
        phase: 'data',
        error,
        message: ourFailure('b', 'sending', error),
      }
    }
    throw new Error('the disk confirmed')
  }
  const deps = {
    ledger,
    bank: { name: 'bnp', send } as unknown as Bank,
    clock: systemClock,
    log: silentLog,
    chance: () => 0.5,
    spool,
    identify: () => Promise.resolve(identity),
    policy: {
      maximumAttempts: 10,
      maximumCalls: 10,
      backoff: { firstDelayMs: 1, maximumDelayMs: 1 },
      afterBreakMs: 0,
      probe: 'never' as const,
      restart: true,
      noContext: () => false,
      alreadyReceived: () => false,
      finalPoint: { remembers: false, settings: '' },
    },
    prove: () => Promise.resolve({ kind: 'ours' as const }),
    onProgress: () => undefined,
  }
  // A real moment of sealing is not needed here: its hash is.
  await ledger.move({
    id,
    version: due.transfer.version,
    event: 'identified',
    patch: { sha256: 'ab'.repeat(32) },
    sentence: saying('x'),
  })
  const taken = await ledger.find(id)
  if (taken === null) throw new Error('it is gone')
  const { transfer } = await attempt(deps, taken, new AbortController().signal)
  expect(ended).toBe(false)
  expect(transfer.state).toBe('waiting')
  expect((await readNote(spool.note(id)))?.intent).toBe(false)
  expect(readFileSync(spool.note(id), 'utf8')).not.toContain('"intent":true')
})

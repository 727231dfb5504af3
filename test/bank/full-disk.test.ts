// A sync point that the bank acknowledged cannot be noted, since the disk is full: that ends the sending,
// never the program, whose process would end by a rejection that nobody hears.

import { message } from '../../src/wording/catalogue.ts'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { identityFor } from '../../src/bank/native/identity.ts'
import { KnownError } from '../../src/wording/known-error.ts'
import { openPair } from '../helpers/road/bank-pair.ts'
import { bytesOf } from '../helpers/road/content.ts'

test('an acknowledged point that cannot be recorded ends the sending, and the failure is reported', async () => {
  const unheard: unknown[] = []
  const hear = (error: unknown) => unheard.push(error)
  process.on('unhandledRejection', hear)
  const pair = await openPair({
    bank: { articleBytes: 1024, sync: { interval: '1 KB', window: 4 }, finalBarrier: true },
  })
  const content = bytesOf(200_000)
  const path = join(pair.folder, 'sealed')
  writeFileSync(path, content)
  const full = new KnownError(message('DISK-FULL', { what: 'ledger', path: '/a' }))
  const outcome = await pair.bank.send(
    {
      transferId: 't1',
      identity: identityFor(pair.settings, {
        virtualFile: 'VIREMENTS',
        name: 'paie.xml',
        sizeBytes: content.length,
        transferNumber: 1,
        creationDate: '261124101112',
      }),
      priority: 0,
      path,
      sizeBytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      restarted: false,
      points: [],
      inDoubt: false,
      journal: {
        emitting: () => Promise.resolve(),
        ending: () => Promise.resolve(true),
        acknowledged: () => Promise.reject(full),
        finishing: () => Promise.resolve(true),
        delivered: () => Promise.resolve(),
        progress: () => undefined,
      },
    },
    new AbortController().signal,
  )
  process.off('unhandledRejection', hear)
  expect(outcome).toMatchObject({ kind: 'local-failure', phase: 'data', error: full })
  expect(unheard).toEqual([])
  expect(pair.taken()).toEqual([])
})

// A ledger that is called over a port passes the contract, and nobody waits for ever when its thread is gone.

import { MessageChannel } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import type { Ledger } from '../../../src/ledger/ledger.ts'
import { openLedger } from '../../../src/ledger/open.ts'
import { type RemoteLedger, remoteLedger } from '../../../src/ledger/thread/remote.ts'
import { serveLedger } from '../../../src/ledger/thread/serve.ts'
import type { FromLedger, ToLedger } from '../../../src/ledger/thread/wire.ts'
import type { Clock } from '../../../src/lib/time/clock.ts'
import { ledgerContract } from '../../contract/ledger.ts'
import { fakeClock } from '../../helpers/fake-clock.ts'
import { newTransfer } from '../../helpers/new-transfer.ts'
import { quickFolder, tempFolder } from '../../helpers/temp-folder.ts'

/** The ledger behind a real port, and the messages that went to it. */
async function overPort(
  folder: string,
  clock: Clock,
): Promise<{ readonly remote: RemoteLedger; readonly sent: ToLedger[] }> {
  const served: Ledger = await openLedger({ folder, clock })
  const { port1: near, port2: far } = new MessageChannel()
  const take = serveLedger({
    ledger: served,
    restore: () => Promise.resolve(true),
    post: (answer) => far.postMessage(answer),
  })
  far.on('message', take)
  const sent: ToLedger[] = []
  const remote = remoteLedger({
    path: folder,
    hasReserve: () => true,
    onClosed: () => Promise.resolve(near.close()),
    post(message) {
      sent.push(message)
      near.postMessage(message)
    },
  })
  near.on('message', (answer: FromLedger) => {
    if (answer.kind === 'answers') remote.take(answer.answers)
  })
  onTestFinished(() => remote.ledger.close())
  return { remote, sent }
}

ledgerContract('SQLite over a port', (clock) => {
  const folder = quickFolder()
  return { open: async () => (await overPort(folder, clock)).remote.ledger }
})

test('calls of one turn of the event loop travel together', async () => {
  const { remote, sent } = await overPort(tempFolder(), fakeClock())
  await Promise.all([remote.ledger.find('a'), remote.ledger.find('b'), remote.ledger.head()])
  expect(sent).toHaveLength(1)
  expect(sent[0]).toMatchObject({ kind: 'calls', calls: [{}, {}, {}] })
})

test('what was asked before a close is done before it', async () => {
  const { remote } = await overPort(tempFolder(), fakeClock())
  const born = newTransfer()
  const recorded = remote.ledger.record([born])
  await remote.ledger.close()
  expect(await recorded).toMatchObject([{ id: born.id }])
})

test('a closed ledger refuses, as one in this thread does', async () => {
  const { remote } = await overPort(tempFolder(), fakeClock())
  await remote.ledger.close()
  await expect(remote.ledger.find('a')).rejects.toMatchObject({ code: 'LEDGER-FAILED' })
  await remote.ledger.close()
})

test('when the thread is gone, open calls and later ones reject with the reason', async () => {
  const { remote } = await overPort(tempFolder(), fakeClock())
  const open = remote.ledger.find('a')
  remote.end(new Error('the thread is gone'))
  await expect(open).rejects.toThrow('the thread is gone')
  await expect(remote.ledger.head()).rejects.toThrow('the thread is gone')
  await expect(remote.restoreReserve()).rejects.toThrow('the thread is gone')
})

test('an error that nobody expected comes over with its text and its stack', async () => {
  const { remote } = await overPort(tempFolder(), fakeClock())
  const wrong = remote.ledger.record([newTransfer({ id: null as unknown as string })])
  await expect(wrong).rejects.toThrow(/NULL|null/)
})

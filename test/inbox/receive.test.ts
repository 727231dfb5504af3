// What becomes of a statement that the bank offers again (PeSIT E §7.8 of the reference): by key and content
// the same one; by content alone, or by key alone, another one that is said to be like it.

import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Sink } from '../../src/bank/bank.ts'
import { type ReceiveDeps, startReception } from '../../src/inbox/receive.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { syncFolder } from '../../src/lib/files.ts'
import { silentLog } from '../../src/lib/log.ts'
import type { SelectedFile } from '../../src/pesit/session/commands.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const offered = (transferNumber: number, creationDate = '261124101112') =>
  ({
    file: { fileType: 0, fileName: 'RELEVES' },
    transferNumber,
    historical: { creationDate },
  }) as SelectedFile

async function openInbox() {
  const folder = tempFolder()
  const spool = join(folder, 'spool')
  mkdirSync(spool)
  const ledger = await openLedger({ folder: join(folder, 'data'), clock: systemClock })
  onTestFinished(() => ledger.close())
  const deps: ReceiveDeps = {
    ledger,
    clock: systemClock,
    log: silentLog,
    spool: {
      folder: spool,
      bytes: (id) => join(spool, id),
      part: (id) => join(spool, `${id}.part`),
    },
    inbox: {
      folder: '/inbox',
      bank: 'bank',
      virtualFile: 'RELEVES',
      partner: 'CORPCLI',
      server: 'BANQUE01',
    },
    syncSpool: () => syncFolder(spool),
  }
  const take = async (offer: SelectedFile, content: string, whole = true): Promise<Transfer> => {
    const reception = startReception(deps, null)
    await fill(reception.sink, offer, content)
    if (whole) {
      await reception.sink.commit(content.length)
      const diagnostic = { type: 0, reason: 0 }
      await reception.sink.confirmed({ diagnostic, text: '', byteCount: null, articleCount: null })
    } else {
      await reception.move({ event: 'cut', patch: {}, sentence: 'It broke.' })
    }
    await reception.close()
    const transfer = reception.transfer()
    if (transfer === null) throw new Error('an offer makes a transfer')
    return transfer
  }
  return { ledger, take, inSpool: () => readdirSync(spool) }
}

async function fill(sink: Sink, offer: SelectedFile, content: string): Promise<void> {
  await sink.offered(offer)
  await sink.write([Buffer.from(content)], content.length)
}

describe('a statement that was received whole and comes again', () => {
  test('under the same key with the same bytes is told to the bank, and not shown', async () => {
    const { take, inSpool } = await openInbox()
    const first = await take(offered(7), 'statement')
    const again = await take(offered(7), 'statement')
    expect(first.state).toBe('confirmed')
    expect(again).toMatchObject({ state: 'archived', sameAs: first.id })
    expect(again.reason).toContain('offered again')
    expect(inSpool()).toEqual([first.id])
  })

  test('under another number with the same bytes is shown, and said to be like the first', async () => {
    const { take } = await openInbox()
    const first = await take(offered(7), 'statement')
    const other = await take(offered(8), 'statement')
    expect(other).toMatchObject({ state: 'confirmed', sameAs: first.id })
    expect(other.reason).toContain('under another transfer number')
  })

  test('under the same number of another day with other bytes is a statement like any other', async () => {
    const { take } = await openInbox()
    await take(offered(7), 'statement')
    const other = await take(offered(7, '261125101112'), 'the next one')
    expect(other).toMatchObject({ state: 'confirmed', sameAs: null, reason: '' })
  })

  test('under the same key with other bytes is shown as another version, and said so', async () => {
    const { take } = await openInbox()
    const first = await take(offered(7), 'statement')
    const version = await take(offered(7), 'corrected')
    expect(version).toMatchObject({ state: 'confirmed', sameAs: first.id })
    expect(version.reason).toContain('another version')
  })

  test('is known again though its bytes came under another number since, and its number with other bytes', async () => {
    const { take } = await openInbox()
    const first = await take(offered(7), 'statement')
    await take(offered(8), 'statement')
    await take(offered(7), 'corrected')
    expect(await take(offered(7), 'statement')).toMatchObject({
      state: 'archived',
      sameAs: first.id,
    })
  })
})

test('one that was left unfinished goes on in its own row, from the start', async () => {
  const { ledger, take } = await openInbox()
  const cut = await take(offered(7), 'state', false)
  const whole = await take(offered(7), 'statement')
  expect(whole.id).toBe(cut.id)
  expect(await ledger.list({ limit: 10 })).toHaveLength(1)
})

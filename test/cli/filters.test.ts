// What a list is asked for: a word that nothing can be is refused with what was probably meant, at the right
// exit code.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { knownPlaces, knownStates, momentOf } from '../../src/cli/filters.ts'
import { transferNamed } from '../../src/cli/named-transfer.ts'
import type { Config } from '../../src/config/schema/configuration.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { drive, newTransfer, queued } from '../helpers/new-transfer.ts'
import { runCli } from '../helpers/road/cli.ts'
import { bankAt, yamlOf } from '../helpers/road/configuration.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const config = {
  banks: [{ id: 7, name: 'ma-banque', virtualFiles: ['AVIS'] }],
  outboxes: [{ virtualFile: 'VIREMENTS', folder: '/out' }],
  inboxes: [{ virtualFile: 'RELEVES', folder: '/in' }],
} as unknown as Config

async function opened() {
  const ledger = await openLedger({ folder: tempFolder(), clock: systemClock })
  onTestFinished(() => ledger.close())
  return ledger
}

describe('states', () => {
  test('are recognised in any spelling and combination', () => {
    expect(knownStates(['held', 'In-Doubt,sent'])).toEqual(['held', 'in-doubt', 'sent'])
  })

  test.each([
    ['hold', 'held'],
    ['indoubt', 'in-doubt'],
    ['failled', 'failed'],
  ])('%s is refused: %s was meant', (asked, meant) => {
    expect(() => knownStates([asked])).toThrow(`Did you mean ${meant}?`)
  })
})

describe('places', () => {
  test('of the configuration are known before any file was sent, a bank also by its number', async () => {
    const ledger = await opened()
    expect(await knownPlaces(ledger, config, { bank: '7' })).toEqual({ bank: 'ma-banque' })
    for (const virtualFile of ['VIREMENTS', 'RELEVES', 'AVIS'])
      expect(await knownPlaces(ledger, config, { virtualFile })).toEqual({ virtualFile })
    expect(await knownPlaces(ledger, config, { folder: '/in/' })).toEqual({ folder: '/in' })
  })

  test('of the ledger are known even if the configuration no longer has them or cannot be read', async () => {
    const ledger = await opened()
    await ledger.record([newTransfer({ bank: 'former', virtualFile: 'OLD', folder: '/gone' })])
    for (const known of [config, null])
      for (const place of [{ bank: 'former' }, { virtualFile: 'OLD' }, { folder: '/gone' }])
        expect(await knownPlaces(ledger, known, place)).toEqual(place)
  })

  test.each([
    [{ bank: 'ma-banqe' }, 'There is no bank “ma-banqe”. Did you mean ma-banque?'],
    [{ bank: '8' }, 'There is no bank “8”.'],
    [{ virtualFile: 'VIREMENT' }, 'There is no virtual file “VIREMENT”. Did you mean VIREMENTS?'],
    [{ folder: '/outs' }, 'There is no outbox or inbox “/outs”. Did you mean /out?'],
    [{ bank: 'frmer' }, 'Did you mean former?'],
  ])('%j is refused with what was meant', async (place, sentence) => {
    const ledger = await opened()
    await ledger.record([newTransfer({ bank: 'former' })])
    await expect(knownPlaces(ledger, config, place)).rejects.toThrow(sentence)
  })
})

describe('dates', () => {
  test.each([
    ['2026-11-30T08:00:00Z', Date.UTC(2026, 10, 30, 8)],
    ['2026-11-30T08:00:00+01:00', Date.UTC(2026, 10, 30, 7)],
    ['2026-11-30', new Date(2026, 10, 30).getTime()],
  ])('%s is read', (asked, atMs) => {
    expect(momentOf('--since', asked)).toBe(atMs)
  })

  test.each(['yesterday', '30/11/2026', '2026-13-01', '2026-02-30', '20261130', ''])(
    '“%s” is refused with an explanation of how to write a date',
    (asked) => {
      expect(() => momentOf('--since', asked)).toThrow('is no date for --since')
    },
  )
})

describe('a transfer', () => {
  test('is found by its id, the end of it, and the name of its file', async () => {
    const ledger = await opened()
    const { id } = await queued(ledger, { name: 'paie.xml' })
    for (const asked of [
      id,
      id.slice(-6),
      `…${id.slice(-6)}`,
      id.slice(-6).toUpperCase(),
      'paie.xml',
    ])
      expect((await transferNamed(ledger, asked)).id).toBe(id)
    await expect(transferNamed(ledger, 'paie')).rejects.toThrow('There is no transfer “paie”')
    await expect(transferNamed(ledger, '')).rejects.toThrow('There is no transfer')
  })

  test('that is ambiguous is never guessed: the candidates are listed, newest first, and only the newest of many', async () => {
    const ledger = await opened()
    const ids: string[] = []
    for (let nth = 0; nth < 12; nth += 1) ids.push((await queued(ledger, { name: 'paie.xml' })).id)
    const refused = await transferNamed(ledger, 'paie.xml').catch((error: unknown) => error)
    const { message } = refused as Error
    expect(message).toContain('one of many')
    expect(ids.filter((id) => message.includes(id))).toEqual(ids.slice(2))
    expect(message.indexOf(ids[11] ?? '')).toBeLessThan(message.indexOf(ids[2] ?? ''))
  })

  test('whose whole id is given is that one, whatever else has this name', async () => {
    const ledger = await opened()
    const { id } = await queued(ledger, { name: 'paie.xml' })
    await ledger.record([newTransfer({ name: id })])
    expect((await transferNamed(ledger, id)).id).toBe(id)
  })
})

test('on the command line a wrong word is wrong usage, with no answer', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'out'))
  mkdirSync(join(folder, 'in'))
  const path = join(folder, 'config.yaml')
  const data = join(folder, 'data')
  mkdirSync(data)
  writeFileSync(path, configText(folder))
  const ledger = await openLedger({ folder: data, clock: systemClock })
  const { id } = await queued(ledger, { bank: 'bank', name: 'paie.xml' })
  await drive(ledger, id, [])
  for (let nth = 0; nth < 2; nth += 1) await queued(ledger, { bank: 'bank', name: 'prime.xml' })
  await ledger.close()
  for (const [args, code, said] of [
    [['list', '--state', 'hold'], 2, 'Did you mean held?'],
    [['list', '--bank', 'banq'], 2, 'Did you mean bank?'],
    [['list', '--since', 'noon'], 2, 'is no date'],
    [['list', '--limit', '0'], 2, 'a number from 1 to'],
    [['list', '--direction', 'up'], 2, 'out, in'],
    [['list', '--state', 'held', '--needs-person'], 2, 'cannot be asked for together'],
    [['messages', '--limit', '-1'], 2, 'whole number'],
    [['webhooks', 'deliveries', '--state', 'lost'], 2, 'pending, delivered, dead, dropped'],
    [['webhooks', 'deliveries', '--limit', '500'], 2, 'a number from 1 to 200'],
    [['probe', 'nope'], 2, 'No bank is called “nope”'],
    [['audit', 'verify', '--head', 'frob'], 2, 'is no head'],
    [['show', 'nope.xml'], 1, 'There is no transfer “nope.xml”'],
    // Times of failures are those of the configuration too: its zone is Kathmandu.
    [['show', 'prime.xml'], 1, ' +05:45'],
    [['show', 'paie.xml'], 0, id],
    [['show', id.slice(-8)], 0, id],
    [['list', '--bank', '1', '--state', 'queued'], 0, id],
  ] as const) {
    const told = await runCli([...args, '--config', path])
    expect([args, told.code]).toEqual([args, code])
    expect(`${told.out}${told.err}`).toContain(said)
  }
  const rule = ['sandbox', '--folder', join(folder, 'bank'), '--misbehave', 'frob']
  expect(await runCli(rule)).toMatchObject({ code: 2, err: expect.stringContaining('frob') })
})

function configText(folder: string): string {
  return yamlOf({
    data: `${folder}/data`,
    zone: 'Asia/Kathmandu',
    http: { listen: false },
    banks: [{ ...bankAt(9), partner: 'NOUS', password: { env: 'NOT_SET_HERE' } }],
    outboxes: [{ virtualFile: 'VIREMENTS', folder: `${folder}/out`, bank: 'bank' }],
    inboxes: [{ virtualFile: 'RELEVES', folder: `${folder}/in`, bank: 'bank', when: '0 0 1 1 *' }],
  })
}

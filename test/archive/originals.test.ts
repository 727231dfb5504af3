// What a writer adds after its file was claimed is found before the original is removed. It is kept and
// reported, and never sent by itself.

import { appendFileSync, existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { Transfer } from '../../src/journey/transfer.ts'
import { bytesOf } from '../helpers/road/content.ts'
import { openRoadInProcess } from '../helpers/road/open.ts'

const patiently = { interval: 25 }
const outboxThatKeeps = (time: string) => ({ keepOriginal: time })

/** Sent and archived, its original still claimed for `time`. */
async function sentOnce(time = '2s', content: Uint8Array = bytesOf(3_000)) {
  const road = await openRoadInProcess({ outbox: outboxThatKeeps(time) })
  await road.start()
  road.drop('paie.txt', content)
  const sent = await road.until('paie.txt', 'archived')
  const original = join(road.outbox, '.pesit-drop/claimed', sent.look, 'paie.txt')
  const rows = () => road.reading((ledger) => ledger.list({ direction: 'out', limit: 10 }))
  const read = (id: string) => road.reading((ledger) => ledger.find(id))
  const ofSent = async (): Promise<Transfer> => {
    const found = await read(sent.id)
    if (found === null) throw new Error('the sent transfer is gone')
    return found
  }
  return { ...road, content, sent, original, rows, ofSent }
}

describe('the original of a sent file', () => {
  test('stays for the configured time, also across a restart, and is then removed', async () => {
    const { original, ofSent, stop, start, rows } = await sentOnce('4s')
    expect(existsSync(original)).toBe(true)
    expect((await ofSent()).originalDueMs).not.toBeNull()
    await stop()
    await start()
    expect(existsSync(original)).toBe(true)
    await vi.waitFor(() => expect(existsSync(original)).toBe(false), patiently)
    await vi.waitFor(async () => expect((await ofSent()).originalDueMs).toBeNull(), patiently)
    expect(await rows()).toHaveLength(1)
  })

  test('is held when its writer went on writing, and the sent transfer says that it was sent in part', async () => {
    const { content, original, until, ofSent, copies, bank, stop, start, rows } = await sentOnce()
    appendFileSync(original, 'the rest')
    const held = await until('paie.txt', 'held')
    expect(held).toMatchObject({ code: 'FILE-CHANGED', sizeBytes: content.length + 8 })
    expect(held.reason).toContain('goes on')
    await vi.waitFor(async () => {
      expect(await ofSent()).toMatchObject({
        state: 'archived',
        code: 'SENT-IN-PART',
        originalDueMs: null,
      })
    }, patiently)
    expect((await ofSent()).reason).toContain(`the first ${content.length} bytes`)
    expect(readFileSync(original)).toEqual(Buffer.concat([content, Buffer.from('the rest')]))
    expect(copies(content)).toBe(1)
    expect(bank.received()).toHaveLength(1)
    await stop()
    await start()
    expect(await rows()).toHaveLength(2)
    expect(existsSync(original)).toBe(true)
  })

  test.each([
    ['as long', bytesOf(3_000, 9)],
    ['shorter', bytesOf(100)],
    ['empty', new Uint8Array(0)],
  ])('that holds something else by now, %s, is kept and told', async (_, now) => {
    const { original, ofSent, until } = await sentOnce()
    writeFileSync(original, now)
    await until('paie.txt', 'held')
    await vi.waitFor(
      async () => expect((await ofSent()).code).toBe('CHANGED-AFTER-SENDING'),
      patiently,
    )
    expect(existsSync(original)).toBe(true)
  })

  test('is removed without a report when only its time changed', async () => {
    const { original, ofSent, rows } = await sentOnce()
    utimesSync(original, 1_750_000_000, 1_750_000_000)
    await vi.waitFor(() => expect(existsSync(original)).toBe(false), patiently)
    await vi.waitFor(async () => expect((await ofSent()).originalDueMs).toBeNull(), patiently)
    expect((await ofSent()).code).toBe('')
    expect(await rows()).toHaveLength(1)
  })

  test('that changed is reported to programs as FILE_SENT_IN_PART and to people as a fact', async () => {
    const { original, sent, reading } = await sentOnce()
    appendFileSync(original, 'more')
    await vi.waitFor(async () => {
      const facts = await reading((ledger) => ledger.facts({ transferId: sent.id }))
      expect(facts.at(-1)).toMatchObject({ event: 'original-changed', to: 'archived' })
      expect(facts.at(-1)?.message?.code).toBe('SENT-IN-PART')
    }, patiently)
  })
})

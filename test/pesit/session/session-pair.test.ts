// The wire is cut at every byte of a whole transfer, in both directions, for each way in which a file can
// travel; the transfer is resumed; the same file is at the other end, once.

import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { bytesForm } from '../../../src/pesit/data/records.ts'
import type { Variant } from './pair/data.ts'
import { type OffererDisk, type ReaderDisk, readOnce } from './pair/read.ts'
import type { Cut } from './pair/wire.ts'
import { type TakerDisk, type WriterDisk, writeOnce } from './pair/write.ts'

const plain: Variant = {
  form: bytesForm(200),
  packing: { entityBytes: 500, multiArticle: false, segmentation: true, concatenation: true },
  crc: false,
  compression: null,
  framing: 'prefixed',
}
const lines = { ...bytesForm(120), kind: 'lines', emptyRecords: true } as const

const variants: readonly (readonly [string, Variant])[] = [
  ['bytes', plain],
  ['bytes on a raw line', { ...plain, framing: 'raw' }],
  ['text', { ...plain, form: lines }],
  [
    'text of several lines a DTF',
    { ...plain, form: lines, packing: { ...plain.packing, multiArticle: true } },
  ],
  ['text in EBCDIC', { ...plain, form: { ...lines, emptyRecords: false, codePage: '297' } }],
  ['records of fixed length', { ...plain, form: bytesForm(160, 'fixed') }],
  ['records in segments', { ...plain, form: bytesForm(900) }],
  ['one FPDU an entity', { ...plain, packing: { ...plain.packing, concatenation: false } }],
  ['records compressed both ways', { ...plain, form: lines, compression: 3 }],
  ['text compressed by its runs', { ...plain, form: lines, compression: 1 }],
  ['records compressed against the one before', { ...plain, form: bytesForm(64), compression: 2 }],
  ['FPDUs with checksums', { ...plain, crc: true }],
  ['FPDUs with checksums on a raw line', { ...plain, crc: true, framing: 'raw' }],
]

/** Lines like a bank's, with runs, with what the line before has too, and with what nobody can guess. */
const file = Uint8Array.from(
  Buffer.from(
    Array.from({ length: 19 }, (_, line) => {
      const digest = createHash('sha256').update(String(line)).digest('base64')
      return `0302 ${String(line).padStart(6, '0')} ${digest}${' '.repeat(line % 9)}${'*'.repeat(line % 7)}EUR\n`
    }).join(''),
    'latin1',
  ),
)

const newSender = (): WriterDisk => ({
  points: [],
  opened: false,
  intent: false,
  delivered: false,
  held: [],
})
const newReceiver = () => ({ part: new Uint8Array(0), points: [], published: [] as Uint8Array[] })
const newTaker = (): TakerDisk => ({ ...newReceiver(), known: false })
const newReader = (): ReaderDisk => ({
  ...newReceiver(),
  transferNumber: 0,
  confirmed: false,
  nothing: false,
})
const newOfferer = (): OffererDisk => ({ points: [], delivered: false })

const same = (files: readonly Uint8Array[]) =>
  files.length === 1 && Buffer.from(files[0] ?? []).equals(file)

/** null when all is as it must be; else what is wrong. */
function writeWithCut(variant: Variant, cut: Cut): string | null {
  const sender = newSender()
  const receiver = newTaker()
  writeOnce(variant, file, { sender, receiver, cut })
  for (let attempt = 0; attempt < 3 && !sender.delivered; attempt += 1) {
    const { aborts } = writeOnce(variant, file, { sender, receiver, cut: null })
    if (aborts.length > 0) return aborts.join('; ')
  }
  if (sender.held.length > 0) return sender.held.join('; ')
  if (!sender.delivered) return 'never delivered'
  return same(receiver.published) ? null : `${receiver.published.length} files published`
}

function readWithCut(variant: Variant, cut: Cut): string | null {
  const reader = newReader()
  const offerer = newOfferer()
  readOnce(variant, file, { reader, offerer, cut })
  for (let attempt = 0; attempt < 3 && !(reader.confirmed || reader.nothing); attempt += 1) {
    const { aborts } = readOnce(variant, file, { reader, offerer, cut: null })
    if (aborts.length > 0) return aborts.join('; ')
  }
  if (!offerer.delivered) return 'the bank still has it'
  return same(reader.published) ? null : `${reader.published.length} files published`
}

function cutsOf(whole: { readonly '→': number; readonly '←': number }): readonly Cut[] {
  return (['→', '←'] as const).flatMap((direction) =>
    Array.from({ length: whole[direction] }, (_, afterBytes) => ({ direction, afterBytes })),
  )
}

describe.each(variants)('%s', (_name, variant) => {
  test('a write that is cut at any byte and resumed delivers the same file once', () => {
    const sender = newSender()
    const receiver = newTaker()
    const whole = writeOnce(variant, file, { sender, receiver, cut: null })
    expect(whole.aborts).toEqual([])
    expect(same(receiver.published)).toBe(true)
    expect(sender.points.length).toBeGreaterThan(1)
    const failed = cutsOf(whole).flatMap((cut) => {
      const wrong = writeWithCut(variant, cut)
      return wrong === null ? [] : [`${cut.direction}${cut.afterBytes}: ${wrong}`]
    })
    expect(failed).toEqual([])
  })

  test('a read that is cut at any byte and resumed delivers the same file once', () => {
    const reader = newReader()
    const offerer = newOfferer()
    const whole = readOnce(variant, file, { reader, offerer, cut: null })
    expect(whole.aborts).toEqual([])
    expect(same(reader.published)).toBe(true)
    expect(reader.points.length).toBeGreaterThan(1)
    const failed = cutsOf(whole).flatMap((cut) => {
      const wrong = readWithCut(variant, cut)
      return wrong === null ? [] : [`${cut.direction}${cut.afterBytes}: ${wrong}`]
    })
    expect(failed).toEqual([])
  })
})

describe('a changed byte on a line with checksums', () => {
  const variant: Variant = { ...plain, crc: true }
  const whole = writeOnce(variant, file, { sender: newSender(), receiver: newTaker() })

  test.each(['→', '←'] as const)('%s: the same file, once, whichever byte it is', (direction) => {
    let resumed = 0
    const failed = Array.from({ length: whole[direction] }, (_, at) => {
      const sender = newSender()
      const receiver = newTaker()
      const damaged = writeOnce(variant, file, { sender, receiver, damage: { direction, at } })
      if (sender.delivered && damaged.aborts.length === 0) resumed += 1
      for (let attempt = 0; attempt < 3 && !sender.delivered; attempt += 1)
        writeOnce(variant, file, { sender, receiver })
      const wrong = sender.held.length > 0 || !sender.delivered || !same(receiver.published)
      return wrong ? `${at}: ${sender.held.join('; ')}` : ''
    }).filter((text) => text !== '')
    expect(failed).toEqual([])
    // Most of a transfer is data: there RESYN heals it within the same attempt.
    if (direction === '→') expect(resumed).toBeGreaterThan(whole[direction] / 2)
  })
})

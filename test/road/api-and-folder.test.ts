// What the API accepts, the folder sends; what the API rejects, the folder sets aside within a bounded time,
// for the same reason. The real program, each kind of file by both roads.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { abroad, layouts, transfers } from '../preflight/files-of-orders.ts'
import { paymentFile } from '../helpers/payment-file.ts'
import type { OutboxKeys } from '../helpers/road/configuration.ts'
import { openRoad } from '../helpers/road/open.ts'

const outbox: OutboxKeys = {
  check: ['pain.001', 'pain.008', 'cfonb-160', 'cfonb-320'],
  complete: true,
  ready: { quiet: '100ms', looks: 2 },
  stuckAfter: '3s',
}

const paid = (number: number) => paymentFile({ transactions: 1, messageId: `BOTH-${number}` })
const orders = (number: number) => transfers({ orders: [{ cents: 50_000 + number }] })
const blanks = ' '.repeat(160)
const write = (layout: string, records: readonly string[]) =>
  layouts[layout]?.write(records) ?? Buffer.alloc(0)

type Made = (number: number) => string | Buffer

const files: readonly (readonly [name: string, make: Made, verdict: 'sent' | 'rejected'])[] = [
  ['comments-behind', (n) => `${paid(n)}<!-- a -->\n<?b?><!-- c -->\n`, 'sent'],
  ['blanks-behind', (n) => paid(n) + ' '.repeat(5000), 'sent'],
  [
    'long-comment-before',
    (n) => paid(n).replace('<Doc', `<!--${'x'.repeat(90_000)}--><Doc`),
    'sent',
  ],
  ['utf-16', (n) => Buffer.from(paid(n).replace('UTF-8', 'UTF-16'), 'utf16le'), 'sent'],
  ['last-line-blank', (n) => [...orders(n), blanks, ''].join('\r\n'), 'sent'],
  ['one-lf-at-the-end', (n) => `${orders(n).join('')}\n`, 'sent'],
  ['cr-alone', (n) => orders(n).join('\r'), 'sent'],
  ['abroad-in-a-block', () => abroad().join('').padEnd(32_000), 'sent'],
  ['ebcdic', (n) => write('EBCDIC', orders(n)), 'sent'],
  ['empty-document', () => '<?xml version="1.0"?><Document xmlns="urn:x"/>', 'rejected'],
  ['trimmed', (n) => write('trimmed lines', orders(n)), 'rejected'],
  ['wide', (n) => write('padded lines', orders(n)), 'rejected'],
  ['mark', (n) => write('a byte order mark', orders(n)), 'rejected'],
  ['nuls-behind', (n) => paid(n) + '\0'.repeat(5000), 'rejected'],
  ['cut.xml', (n) => paid(n).slice(0, -30), 'rejected'],
  ['cut.txt', (n) => orders(n).slice(0, -1).join('\r\n'), 'rejected'],
  ['blank', () => ' \r\n', 'rejected'],
  ['list.csv', () => '01/12/2026;FR76;Dupont;1200,00\r\n', 'rejected'],
]

test('each kind of file has the same verdict by the API and by the folder', async () => {
  const road = await openRoad({ outbox })
  await road.start()
  files.forEach(([name, make], index) => road.drop(`dropped-${name}`, make(2 * index)))
  const way = ['--bank', 'bank', '--virtual-file', 'VIREMENTS']
  for (const [index, [name, make, verdict]] of files.entries()) {
    const path = join(road.folder, `sent-${name}`)
    // Orders abroad are the same in both: what is compared is whether it was refused, not whether it went
    // twice.
    writeFileSync(path, make(2 * index + 1))
    await road.cli('send', path, ...way)
    const ends = ['sent', 'archived', 'rejected', 'held']
    const [dropped, sent] = [
      await road.until(`dropped-${name}`, ...ends),
      await road.until(`sent-${name}`, ...ends),
    ]
    const verdictOf = ({ state }: { readonly state: string }) =>
      state === 'rejected' ? 'rejected' : 'sent'
    expect([name, verdictOf(dropped), verdictOf(sent)]).toEqual([name, verdict, verdict])
    if (verdict === 'rejected') expect(dropped.code).toBe(sent.code)
  }
}, 300_000)

// The pages of the evidence about one transfer.

import { describe, expect, test } from 'vitest'
import { type Evidence, pagesOf } from '../../src/cli/evidence-pages.ts'
import type { Fact } from '../../src/journey/fact.ts'
import { transfer } from '../transfer/ends-of-attempts.ts'
import { saying } from '../helpers/messages.ts'

const nowMs = Date.UTC(2026, 10, 24, 9, 0, 0)
const fact = (event: Fact['event'], sequence: number, detail: Fact['detail'] = {}): Fact => ({
  ...{ sequence, transferId: 't', atMs: nowMs, event, from: null, to: 'sent' },
  ...{ sentence: `It was ${event}.`, message: saying(`It was ${event}.`), actor: 'daemon', detail },
})
const conversation = [
  { atMs: nowMs, by: 'us', what: 'CREATE' },
  { atMs: nowMs, by: 'bank', what: 'ACK(CREATE)' },
]
const evidence = (changes: Partial<Evidence> = {}): Evidence => ({
  transfer: transfer({ sha256: 'ab' }),
  facts: [
    fact('sealed', 1),
    fact('check-passed', 2),
    fact('bank-acknowledged', 3, { conversation, diagnostic: { type: 0, reason: 0 } }),
  ],
  linked: [],
  syncPoints: [],
  desk: [['file', 'paie.xml']],
  bytes: [
    { path: '/archive/a', sha256: 'ab' },
    { path: '/spool/a', sha256: null },
  ],
  head: { sequence: 3, chain: 'cd' },
  findings: [],
  takenAtMs: nowMs,
  zone: 'UTC',
  ...changes,
})
const page = (name: string, changes: Partial<Evidence> = {}) =>
  pagesOf(evidence(changes)).find((one) => one.name === name)?.text ?? ''
const json = (name: string, changes: Partial<Evidence> = {}) =>
  JSON.parse(page(name, changes)) as Record<string, unknown>

test('each page has a name of its own and ends with a line end', () => {
  const pages = pagesOf(evidence())
  expect(new Set(pages.map(({ name }) => name)).size).toBe(pages.length)
  for (const { text } of pages) expect(text.endsWith('\n')).toBe(true)
})

test('the read-me names each other page, and the head of the chain', () => {
  const readme = page('README.txt')
  for (const { name } of pagesOf(evidence()).slice(1)) expect(readme).toContain(name)
  expect(readme).toContain('cd')
})

test.each([
  ['was whole', [], true],
  ['was not followed', null, null],
  ['is BROKEN in 1 place', [{ kind: 'missing', from: 1, to: 1 }], false],
] as const)('the chain %s', (words, findings, chainIsWhole) => {
  expect(page('README.txt', { findings })).toContain(words)
  expect(json('facts.json', { findings })).toMatchObject({ chainIsWhole })
})

test('the bytes on disk are compared with what was sealed', () => {
  expect(json('file.json')['now']).toEqual([
    { path: '/archive/a', sha256: 'ab', isTheSame: true },
    { path: '/spool/a', sha256: null, isTheSame: false },
  ])
})

test('the checks are the facts before it was sent', () => {
  const { facts } = json('checks.json') as { facts: Fact[] }
  expect(facts.map(({ event }) => event)).toEqual(['sealed', 'check-passed'])
})

describe('the conversation', () => {
  test('stands before the fact that ended it, with who said what', () => {
    const lines = page('conversation.txt').trimEnd().split('\n')
    expect(lines.map((line) => line.replace(/^\S+ \S+ \S+ */, ''))).toEqual([
      ...['sealed (daemon): It was sealed.', 'check-passed (daemon): It was check-passed.'],
      expect.stringMatching(/→ CREATE$/),
      expect.stringMatching(/← ACK\(CREATE\)$/),
      'bank-acknowledged (daemon): It was bank-acknowledged.',
    ])
  })

  test('is not repeated with the answer of the bank', () => {
    const { answer, by } = json('bank-answer.json') as { answer: object; by: string }
    expect(answer).toMatchObject({ event: 'bank-acknowledged', diagnostic: { type: 0, reason: 0 } })
    expect(answer).not.toHaveProperty('conversation')
    expect(by).toBe('daemon')
  })
})

test('without an answer of the bank there is none, and no time of it', () => {
  expect(json('bank-answer.json', { facts: [fact('sealed', 1)] })).toEqual({
    ...{ answer: null, confirmedAt: null },
  })
})

// What is written down of a bank: what a conversation showed, and nothing that only we did.

import { expect, test } from 'vitest'
import type { Bank, ProbeOutcome } from '../../src/bank/bank.ts'
import { answerFrom } from '../../src/bank/native/answers.ts'
import { watchBank } from '../../src/bank/watched.ts'
import { silentLog } from '../../src/lib/log.ts'
import { message } from '../../src/wording/catalogue.ts'

const unreachable = (code: 'BANK-UNREACHABLE' | 'BANK-SILENT' | 'BANK-TLS-REFUSED') => ({
  kind: 'unreachable' as const,
  code,
  message: message(code, { bank: 'b', host: 'h', port: 1, why: 'x', abort: null }),
})
const refusing = (reason: number) => ({
  kind: 'refused' as const,
  phase: 'connect' as const,
  message: message('BANK-NOT-PROVED', { bank: 'b' }),
  answer: answerFrom({ diagnostic: { type: 3, reason } }),
})
const neverCut = new AbortController().signal

/** A bank that answers every call the same way, and what is written down of it. */
function world(answer: () => Promise<ProbeOutcome>) {
  let code: string | null = null
  const unused = () => Promise.reject(new Error('only probes are held here'))
  const bank: Bank = {
    ...{ name: 'b', send: unused, fetch: unused, sendMessage: unused, probe: answer },
    ...{ cut: () => undefined, close: () => Promise.resolve() },
  }
  const watched = watchBank(bank, {
    note(trouble) {
      code = trouble?.code ?? null
      return Promise.resolve()
    },
    noted: () => Promise.resolve(code),
    onGood: () => undefined,
    log: silentLog,
    known: { name: 'b', passwordFile: '', also: () => [] },
  })
  return { watched, code: () => code }
}

test.each([
  ['our identification refused', refusing(304), 'ACCESS-REFUSED', null],
  ['not reached', unreachable('BANK-UNREACHABLE'), 'BANK-UNREACHABLE', 'BANK-UNREACHABLE'],
  ['silent', unreachable('BANK-SILENT'), 'BANK-SILENT', 'BANK-SILENT'],
  ['no TLS', unreachable('BANK-TLS-REFUSED'), 'BANK-TLS-REFUSED', 'BANK-TLS-REFUSED'],
  ['refused for now', refusing(303), 'BANK-BUSY', 'BANK-BUSY'],
  ['refused for good', refusing(308), 'BANK-REFUSED', 'BANK-REFUSED'],
])('the end of a refusal ends what was said of it alone: %s', async (_, outcome, before, after) => {
  const { watched, code } = world(() => Promise.resolve(outcome))
  await watched.probe(neverCut)
  expect(code()).toBe(before)
  await watched.opened()
  expect(code()).toBe(after)
})

test('what a conversation shows while the end of a refusal is being written is kept', async () => {
  const { watched, code } = world(() => Promise.resolve(unreachable('BANK-UNREACHABLE')))
  await watched.heard(refusing(304))
  await Promise.all([watched.opened(), watched.heard(unreachable('BANK-UNREACHABLE'))])
  expect(code()).toBe('BANK-UNREACHABLE')
})

test.each([
  ['by a stop that cuts every line', 'cut'],
  ['by whoever wanted it', 'signal'],
])('a call that was cut %s tells nothing of the bank', async (_, how) => {
  const asker = new AbortController()
  let end: (outcome: ProbeOutcome) => void = () => undefined
  const { watched, code } = world(() => new Promise((resolve) => (end = resolve)))
  const call = watched.probe(asker.signal)
  if (how === 'cut') watched.cut()
  else asker.abort()
  end(unreachable('BANK-SILENT'))
  expect(await call).toMatchObject({ code: 'BANK-SILENT' })
  expect(code()).toBeNull()
})

test('a refusal that the bank sent before the line was cut counts', async () => {
  const { watched, code } = world(() => Promise.resolve(refusing(304)))
  watched.cut()
  await watched.probe(neverCut)
  expect(code()).toBe('ACCESS-REFUSED')
})

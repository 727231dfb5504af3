// What is said to a bank, kept in a file that can be shown to others.

import { expect, test, vi } from 'vitest'
import { openBank } from '../../src/bank/native/open.ts'
import { silentLog } from '../../src/lib/log.ts'
import { createTraceFile } from '../../src/pesit-socket/trace-file.ts'
import { openPair } from '../helpers/road/bank-pair.ts'

test('a call is traced entity by entity to its end, without the password', async () => {
  const pair = await openPair()
  const lines: string[] = []
  const traceFile = createTraceFile(
    (line) => lines.push(line),
    () => 0,
  )
  const bank = openBank(pair.settings, silentLog, { traceFile })
  expect(await bank.probe(new AbortController().signal)).toMatchObject({ kind: 'connected' })
  await vi.waitFor(() => expect(lines.at(-1)).toMatch(/ 1 end /))
  const text = lines.join('')
  expect(text).toContain(`call 127.0.0.1:`)
  // CONNECT, with PI 3 CORPCLI and stars for PI 5; then RELCONF.
  expect(text).toMatch(/1 > [0-9A-F]{4}4020.*0307434F5250434C49.*05082A2A2A2A2A2A2A2A/)
  expect(text).toMatch(/1 < 00064024/)
  expect(text).not.toContain(Buffer.from('SECRET01').toString('hex').toUpperCase())
})

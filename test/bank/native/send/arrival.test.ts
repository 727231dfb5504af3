// The end of a file is asked for when its bytes have arrived. Real sockets, a sandbox bank, a proxy between
// them. That a line cut at any byte before leaves no doubt is in test/doubts.

import { describe, expect, test } from 'vitest'
import type { TraceFile } from '../../../../src/pesit-socket/trace-file.ts'
import type { BankKeys } from '../../../helpers/road/configuration.ts'
import { openPair } from '../../../helpers/road/bank-pair.ts'
import { bytesOf } from '../../../helpers/road/content.ts'

const content = bytesOf(60_000)
/** What was said behind the data. */
const order = (said: readonly string[]) =>
  said.flatMap(
    (line) => /^[→←] (SYN|ACK\(SYN\)|DTF\.END|TRANS\.END|DTF)(?= |$)/.exec(line)?.[1] ?? [],
  )

type Connection = ReturnType<TraceFile['connection']>

function traced(hooks: Partial<Connection>): TraceFile {
  const nothing = { sent: () => undefined, received: () => undefined, ended: () => undefined }
  return { calls: () => '', connection: () => ({ ...nothing, ...hooks }) }
}

/** Calls back before each SYN leaves. */
function beforeSync(act: () => void): TraceFile {
  return traced({
    sent(bytes) {
      // Two lengths, then phase and type.
      if (bytes[4] === 0xc0 && bytes[5] === 0x03) act()
    },
  })
}

describe('a sync point after the last byte', () => {
  test('is the default, and is acknowledged before the end is requested', async () => {
    const pair = await openPair()
    const { outcome, memory } = await pair.send(content)
    expect(outcome.kind).toBe('delivered')
    expect(memory).toMatchObject({ reached: 'bank', points: [{ number: 1, offsetBytes: 60_000 }] })
    expect(order(pair.said())).toEqual(['DTF', 'SYN', 'ACK(SYN)', 'DTF.END', 'TRANS.END'])
  })

  test.each([
    { what: 'an empty file', bytes: new Uint8Array(0), bank: {}, withoutFinalPoint: false },
    {
      what: 'not wanted',
      bytes: content,
      bank: { finalBarrier: false },
      withoutFinalPoint: false,
    },
    { what: 'no points', bytes: content, bank: { sync: false as const }, withoutFinalPoint: false },
    {
      what: 'no window',
      bytes: content,
      bank: { sync: { interval: '4 MB', window: 0 } },
      withoutFinalPoint: false,
    },
    { what: 'refused before', bytes: content, bank: {}, withoutFinalPoint: true },
  ])(
    '$what: it is not sent, and the daemon waits for the send queue of the kernel',
    async (one) => {
      const pair = await openPair({ bank: one.bank })
      const { outcome, memory } = await pair.send(one.bytes, one)
      expect(outcome.kind).toBe('delivered')
      expect(memory.reached).toBe(process.platform === 'linux' ? 'machine' : 'unknown')
      expect(order(pair.said())).not.toContain('SYN')
    },
  )

  test('its place is recorded before it leaves, and the intent only after its acknowledgement', async () => {
    const written: string[] = []
    const pair = await openPair({ traceFile: beforeSync(() => written.push('SYN')) })
    const journal = {
      ending: () => Promise.resolve(written.push('ending') > 0),
      finishing: () => Promise.resolve(written.push('finishing') > 0),
    }
    await pair.send(content, { journal })
    expect(written).toEqual(['ending', 'SYN', 'finishing'])
  })

  test('when its acknowledgement is lost, the bank continues from it: neither a byte nor the point is sent twice', async () => {
    let isCut = false
    const pair = await openPair({
      traceFile: beforeSync(() => {
        if (!isCut) pair.proxy.cutAt('toDaemon', 0)
        isCut = true
      }),
    })
    const { outcome, memory } = await pair.send(content)
    expect(outcome).toMatchObject({ kind: 'cut', phase: 'final-point' })
    expect(memory.finishing).toBe(false)
    pair.proxy.reset()
    const again = await pair.send(content, { memory })
    expect(again.outcome).toMatchObject({ kind: 'delivered', resumedAtBytes: 60_000 })
    expect(memory.reached).toBe('bank')
    expect(pair.proxy.toBank).toBeLessThan(1_000)
    expect(pair.taken()).toEqual([content])
  })

  test('a bank that lost it begins again, and the point is set again', async () => {
    const pair = await openPair()
    pair.misbehave('cut:sync')
    const { outcome, memory } = await pair.send(content)
    expect(outcome).toMatchObject({ kind: 'cut', phase: 'final-point' })
    const again = await pair.send(content, { memory })
    expect(again.outcome).toMatchObject({ kind: 'delivered', resumedAtBytes: 0 })
    expect(order(pair.said()).filter((what) => what === 'SYN')).toHaveLength(2)
    expect(pair.taken()).toEqual([content])
  })

  test('for a transfer that is no longer ours, neither the point nor the end is sent', async () => {
    const pair = await openPair()
    const journal = { ending: () => Promise.resolve(false) }
    const { outcome, memory } = await pair.send(content, { journal })
    expect(outcome).toMatchObject({ kind: 'stopped', phase: 'data' })
    expect(memory.finishing).toBe(false)
    expect(order(pair.said())).toEqual(['DTF'])
    expect(pair.taken()).toEqual([])
  })
})

test.each([{}, { sync: false }] as const)(
  'a line that ends while the intent is being written leaves no doubt: the end never leaves (%j)',
  async (bank) => {
    let close = () => undefined as void
    const closed = new Promise<void>((resolve) => {
      close = resolve
    })
    const traceFile = traced({ ended: () => close() })
    const pair = await openPair({ bank, traceFile })
    const journal = {
      async finishing() {
        void pair.proxy.stop()
        await closed
        return true
      },
    }
    const { outcome } = await pair.send(content, { journal })
    expect(outcome).toMatchObject({ kind: 'cut', phase: 'data' })
    expect(order(pair.said())).not.toContain('DTF.END')
  },
)

describe('where there are no sync points', () => {
  const bank: BankKeys = {
    sync: false,
    timers: { idle: '0s', connect: '5s', answer: '300ms', longAnswer: '5s' },
  }

  test('the end is requested only when the send queue is empty', async () => {
    const readings = [900, 400, 400, 0]
    const saidAtReadings: string[] = []
    const pair = await openPair({
      bank,
      readSendQueue: () => {
        saidAtReadings.push(...order(pair.said()))
        return Promise.resolve(readings.shift() ?? 0)
      },
    })
    const { memory } = await pair.send(content)
    expect(memory.reached).toBe('machine')
    expect(readings).toEqual([])
    expect(saidAtReadings).not.toContain('DTF.END')
    expect(order(pair.said())).toContain('DTF.END')
  })

  test('a queue that gets shorter is waited for without a limit', async () => {
    let [waiting, reads] = [60, 0]
    const pair = await openPair({
      bank,
      readSendQueue: () => {
        reads += 1
        waiting -= 5
        return Promise.resolve(Math.max(0, waiting))
      },
    })
    const began = performance.now()
    const { outcome } = await pair.send(content)
    expect(outcome.kind).toBe('delivered')
    expect(reads).toBe(12)
    expect(performance.now() - began).toBeGreaterThan(300)
  })

  test('when the queue does not get shorter, the answer timer ends the line: no doubt, and the message says why', async () => {
    const pair = await openPair({ bank, readSendQueue: () => Promise.resolve(700) })
    const { outcome, memory } = await pair.send(content)
    expect(outcome).toMatchObject({
      kind: 'cut',
      phase: 'data',
      message: { code: 'BYTES-NOT-ACKNOWLEDGED', arguments: { waitingBytes: 700 } },
    })
    expect(memory.finishing).toBe(false)
    expect(pair.taken()).toEqual([])
  })

  test('a line that is cut meanwhile leaves no doubt', async () => {
    const pair = await openPair({
      bank,
      readSendQueue: () => {
        void pair.proxy.stop()
        return Promise.resolve(700)
      },
    })
    const { outcome, memory } = await pair.send(content)
    expect(outcome).toMatchObject({ kind: 'cut', phase: 'data' })
    expect(memory.finishing).toBe(false)
  })

  test('a machine that does not report its queue is not waited for, and the intent says so', async () => {
    const pair = await openPair({ bank, readSendQueue: () => Promise.resolve(null) })
    const { outcome, memory } = await pair.send(content)
    expect(outcome.kind).toBe('delivered')
    expect(memory.reached).toBe('unknown')
  })
})

// A transfer in doubt, about which the bank is asked: what the bank is asked, what its answer may change, and
// when it is asked again. The ledger is a real one; the bank is a script of what a conversation reports.

import { describe, expect, onTestFinished, test } from 'vitest'
import type { Bank, BrokenOff, Phase, SendJob, SendOutcome } from '../../src/bank/bank.ts'
import { answerFrom, isOneOf } from '../../src/bank/native/answers.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import { openLedger } from '../../src/ledger/open.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLog } from '../../src/lib/log.ts'
import type { AttemptDeps } from '../../src/transfer/attempt-deps.ts'
import { askAboutDoubt } from '../../src/transfer/doubt.ts'
import type { Policy } from '../../src/transfer/policy.ts'
import { message } from '../../src/wording/catalogue.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { drive, identity, queued } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { cut, policy, refused } from './ends-of-attempts.ts'

const nowMs = Date.UTC(2026, 10, 24, 9, 0, 0)
const sha256 = 'ab'.repeat(32)
const bank = 'bnp'
const taken = answerFrom({ diagnostic: { type: 0, reason: 0 } })
const delivered: SendOutcome = {
  kind: 'delivered',
  answer: taken,
  closing: null,
  sentBytes: 0,
  resumedAtBytes: 1234,
}
const stopped: BrokenOff = {
  kind: 'stopped',
  phase: 'select',
  message: message('SUSPENDED', { bank, while: 'sending' }),
}
const point = (number: number, offsetBytes: number, confirmed = false) => ({
  ...{ number, offsetBytes, articles: number },
  ...{ confirmed, carry: '' },
})

interface Asking {
  /** What the conversation reports to the journal before it ends. */
  readonly talk?: (journal: SendJob['journal']) => Promise<SendOutcome>
  readonly policy?: Partial<Policy>
  readonly proofs?: readonly ('ours' | 'not-ours')[]
  readonly chance?: number
}

async function openDoubt(patch: Parameters<typeof drive>[3] = {}) {
  const clock = fakeClock(nowMs)
  const ledger = await openLedger({ folder: tempFolder(), clock })
  onTestFinished(() => ledger.close())
  const { id } = await queued(ledger, { bank })
  const pesit = { ...identity, opened: true }
  const before = ['attempt-started', 'identified', 'finishing', 'cut'] as const
  const transfer = await drive(ledger, id, before, { pesit, sha256, ...patch })
  const jobs: SendJob[] = []
  const progress: unknown[] = []
  return {
    ledger,
    transfer,
    jobs,
    progress,
    /** Asks the bank, and returns the transfer as it is afterwards. */
    async ask(asking: Asking = {}, listed: Transfer = transfer): Promise<Transfer> {
      const proofs = [...(asking.proofs ?? [])]
      const send = async (job: SendJob): Promise<SendOutcome> => {
        jobs.push(job)
        return (await asking.talk?.(job.journal)) ?? stopped
      }
      const deps: AttemptDeps = {
        ledger,
        bank: { name: bank, send } as Pick<Bank, 'name' | 'send'> as Bank,
        clock,
        log: silentLog,
        chance: () => asking.chance ?? 0,
        spool: { bytes: (of) => `/spool/${of}`, note: (of) => `/spool/${of}.meta` },
        identify: () => Promise.reject(new Error('a transfer in doubt keeps its identity')),
        policy: { ...policy, probe: 'ifSynced', ...asking.policy },
        prove: () => Promise.resolve({ kind: proofs.shift() ?? 'ours' }),
        onProgress: (of, bytes) => progress.push([of, bytes]),
      }
      await askAboutDoubt(deps, listed, new AbortController().signal)
      const after = await ledger.find(id)
      if (after === null) throw new Error('the transfer is gone')
      return after
    },
  }
}

const lastFact = async (ledger: Ledger) =>
  (await ledger.facts({ after: 0, limit: 100 })).at(-1) ?? null

describe('the bank is not called', () => {
  test('about a transfer whose doubt has ended since it was listed', async () => {
    const doubt = await openDoubt()
    await drive(doubt.ledger, doubt.transfer.id, ['confirmed-received'])
    expect((await doubt.ask()).state).toBe('sent')
    expect(doubt.jobs).toEqual([])
  })

  test('about a transfer that the ledger does not know', async () => {
    const doubt = await openDoubt()
    await doubt.ask({}, { ...doubt.transfer, id: 'unknown' })
    expect(doubt.jobs).toEqual([])
  })

  test('when the outbox is not proved to be ours', async () => {
    const doubt = await openDoubt()
    expect(await doubt.ask({ proofs: ['not-ours'] })).toEqual(doubt.transfer)
    expect(doubt.jobs).toEqual([])
  })
})

describe('the question', () => {
  test('is a restart of the same transfer with the same bytes and its sync points', async () => {
    const doubt = await openDoubt({ lastSync: 1 })
    const { id } = doubt.transfer
    await doubt.ledger.saveSync(id, point(1, 1000, true))
    await doubt.ask()
    expect(doubt.jobs).toEqual([
      {
        transferId: id,
        identity: { ...identity, opened: true },
        priority: 1,
        path: `/spool/${id}`,
        sizeBytes: 1234,
        sha256,
        restarted: true,
        points: [point(1, 1000, true)],
        inDoubt: true,
        withoutFinalPoint: false,
        journal: expect.anything(),
      },
    ])
  })

  test.each([
    { probe: 'always', lastSync: 0, inDoubt: false },
    { probe: 'always', lastSync: 1, inDoubt: true },
    { probe: 'ifSynced', lastSync: 0, inDoubt: true },
  ] as const)(
    'with probe: $probe and $lastSync confirmed points, the file may be sent from the start: not $inDoubt',
    async ({ probe, lastSync, inDoubt }) => {
      const doubt = await openDoubt({ lastSync })
      await doubt.ask({ policy: { probe } })
      expect(doubt.jobs[0]?.inDoubt).toBe(inDoubt)
    },
  )

  test('leaves out the sync point after the last byte where the bank refuses it', async () => {
    const doubt = await openDoubt()
    const { settings } = policy.finalPoint
    await doubt.ledger.saveFinalPoint(bank, { settings, breaks: 0, refused: true })
    await doubt.ask()
    expect(doubt.jobs[0]?.withoutFinalPoint).toBe(true)
  })
})

describe('a bank that goes on from a point that it confirmed', () => {
  const counts = { lastSync: 2, dataBytes: 1234, articles: 3 }

  test('gets the rest, and its positive answer ends the doubt', async () => {
    const doubt = await openDoubt({ lastSync: 1 })
    const answers: unknown[] = []
    const after = await doubt.ask({
      talk: async (journal) => {
        journal.recordStep?.('us', 'CREATE')
        answers.push(await journal.finishing(counts, 'bank'))
        const between = await doubt.ledger.find(doubt.transfer.id)
        expect(between).toMatchObject({ state: 'in-doubt', lastSync: 2 })
        expect(await lastFact(doubt.ledger)).toMatchObject({
          event: 'asked',
          message: { code: 'DOUBT-WENT-ON', arguments: { bank, bytes: 1234 } },
          detail: counts,
        })
        await journal.delivered(taken)
        return delivered
      },
    })
    expect(answers).toEqual([true])
    expect(after).toMatchObject({ state: 'sent', confirmedMs: nowMs, code: '', reason: '' })
    expect(after.dueMs).toBe(null)
    expect(await lastFact(doubt.ledger)).toMatchObject({
      event: 'bank-acknowledged',
      message: { code: 'BANK-RECEIVED', arguments: { bank, how: 'went-on', code: '' } },
      detail: {
        diagnostic: { type: 0, reason: 0 },
        conversation: [{ atMs: nowMs, by: 'us', what: 'CREATE' }],
      },
    })
  })

  test('has the file although the line breaks after its answer', async () => {
    const doubt = await openDoubt()
    const after = await doubt.ask({
      talk: async (journal) => {
        await journal.finishing(counts, 'bank')
        await journal.delivered(taken)
        return cut('confirmed')
      },
    })
    expect(after.state).toBe('sent')
    expect((await lastFact(doubt.ledger))?.event).toBe('bank-acknowledged')
  })

  test('gets no end of the file when a person decided meanwhile', async () => {
    const doubt = await openDoubt()
    let mayEnd: unknown
    const after = await doubt.ask({
      talk: async (journal) => {
        await drive(doubt.ledger, doubt.transfer.id, ['confirmed-received'])
        mayEnd = await journal.finishing(counts, 'bank')
        return stopped
      },
    })
    expect(mayEnd).toBe(false)
    expect(after.state).toBe('sent')
    expect((await lastFact(doubt.ledger))?.event).toBe('confirmed-received')
  })

  test('gets no end of the file when the outbox is not ours any more', async () => {
    const doubt = await openDoubt()
    let mayEnd: unknown
    const after = await doubt.ask({
      proofs: ['ours', 'not-ours'],
      talk: async (journal) => {
        mayEnd = await journal.finishing(counts, 'bank')
        return stopped
      },
    })
    expect(mayEnd).toBe('later')
    expect(after.state).toBe('in-doubt')
  })

  test('may get new sync points: each is on record before it leaves', async () => {
    const doubt = await openDoubt()
    const { id } = doubt.transfer
    await doubt.ask({
      talk: async (journal) => {
        await journal.emitting(point(1, 1000))
        expect(await doubt.ledger.syncPoints(id)).toEqual([point(1, 1000)])
        expect(await journal.ending(point(2, 1234), counts)).toBe(true)
        expect(await doubt.ledger.syncPoints(id)).toEqual([point(1, 1000), point(2, 1234)])
        await journal.acknowledged(2)
        journal.progress(1234)
        return stopped
      },
    })
    expect(doubt.progress).toEqual([[id, 1234]])
  })
})

describe('a bank whose refusal is known to mean that it has the file', () => {
  const alreadyReceived = isOneOf(['2-250'])
  const says = (outcome: BrokenOff): Asking => ({
    policy: { alreadyReceived },
    talk: (journal) => {
      journal.recordStep?.('bank', 'ACK(CREATE) 2-250')
      return Promise.resolve(outcome)
    },
  })

  test('ends the doubt with that refusal', async () => {
    const doubt = await openDoubt()
    const after = await doubt.ask(says(refused(250, 'select')))
    const sentence = {
      code: 'BANK-RECEIVED',
      arguments: { bank, how: 'refused-as-received', code: 'PESIT-2-250' },
    }
    expect(after).toMatchObject({ state: 'sent', confirmedMs: nowMs, dueMs: null })
    expect(after.message).toMatchObject(sentence)
    expect(await lastFact(doubt.ledger)).toMatchObject({
      event: 'bank-acknowledged',
      message: sentence,
      detail: {
        diagnostic: { type: 2, reason: 250 },
        conversation: [{ by: 'bank', what: 'ACK(CREATE) 2-250' }],
      },
    })
  })

  test.each([
    ['it comes at another step', refused(250, 'data')],
    ['it is another refusal', refused(226, 'select')],
    ['the bank interrupts the transfer', interrupted(250)],
  ])('leaves the transfer in doubt when %s', async (_what, outcome) => {
    const doubt = await openDoubt()
    expect(await doubt.ask(says(outcome))).toMatchObject({ state: 'in-doubt', dueMs: null })
  })
})

describe('after an answer that proves nothing', () => {
  const unreachable = (code: 'BANK-UNREACHABLE' | 'ACCESS-REFUSED'): BrokenOff => ({
    kind: 'unreachable',
    code,
    message: message('LINE-CUT', { bank, why: 'x' }),
  })
  const badRestart: BrokenOff = {
    kind: 'bad-restart',
    point: 0,
    message: message('LINE-CUT', { bank, why: 'x' }),
  }
  const failure: BrokenOff = {
    kind: 'local-failure',
    phase: 'data',
    error: new Error('x'),
    message: message('LINE-CUT', { bank, why: 'x' }),
  }

  test.each([
    { what: 'the bank was not reached', outcome: unreachable('BANK-UNREACHABLE'), isAsked: true },
    { what: 'the line broke', outcome: cut('select'), isAsked: true },
    { what: 'we stopped', outcome: stopped, isAsked: true },
    { what: 'an earlier session may be open', outcome: refused(203, 'select'), isAsked: true },
    { what: 'the bank wants the whole file', outcome: badRestart, isAsked: false },
    { what: 'the bank does not know it', outcome: refused(205, 'select'), isAsked: false },
    { what: 'the bank interrupts it', outcome: interrupted(203), isAsked: false },
    { what: 'our disk failed', outcome: failure, isAsked: false },
  ])('$what: the bank is asked again: $isAsked', async ({ outcome, isAsked }) => {
    const doubt = await openDoubt()
    const after = await doubt.ask({ talk: () => Promise.resolve(outcome) })
    const sentence = {
      code: 'STILL-IN-DOUBT',
      arguments: { bank, what: outcome.message, isAsked },
    }
    expect(after).toMatchObject({ state: 'in-doubt', calls: 1, message: sentence })
    expect(after.dueMs).toBe(isAsked ? nowMs + policy.afterBreakMs : null)
    expect(await lastFact(doubt.ledger)).toMatchObject({
      event: 'asked',
      message: sentence,
      detail: { outcome: outcome.kind, conversation: [] },
    })
  })

  test.each([
    ['refuses our identification', refused(304, 'connect', 3)],
    ['was not called because it refuses our identification', unreachable('ACCESS-REFUSED')],
  ])('a bank that %s is asked again, and that call is not counted', async (_what, outcome) => {
    const doubt = await openDoubt({ calls: 1 })
    const after = await doubt.ask({ talk: () => Promise.resolve(outcome) })
    expect(after).toMatchObject({ calls: 1, dueMs: nowMs + policy.afterBreakMs })
  })

  test('the last call that the settings allow is not followed by another', async () => {
    const maximumCalls = 3
    const last = await openDoubt({ calls: 2 })
    expect(await last.ask({ policy: { maximumCalls } })).toMatchObject({ calls: 3, dueMs: null })
    const before = await openDoubt({ calls: 1 })
    expect((await before.ask({ policy: { maximumCalls } })).dueMs).not.toBe(null)
  })

  test('the delay before the next question grows with the calls, and is never shorter than the pause after a break', async () => {
    const backoff = { firstDelayMs: 1000, maximumDelayMs: 60_000 }
    const grown = await openDoubt({ calls: 1 })
    const soon = await grown.ask({ policy: { afterBreakMs: 10, backoff }, chance: 0.5 })
    expect(soon.dueMs).toBe(nowMs + 1500)
    const paused = await openDoubt({ calls: 1 })
    const later = await paused.ask({ policy: { afterBreakMs: 7000, backoff }, chance: 0.5 })
    expect(later.dueMs).toBe(nowMs + 7000)
  })
})

function interrupted(reason: number, phase: Phase = 'select'): BrokenOff {
  return {
    kind: 'interrupted',
    phase,
    answer: answerFrom({ diagnostic: { type: 2, reason } }, 'interruption'),
    keepsContext: true,
    message: message(`PESIT-2-${reason}`, { bank, step: 'data', how: 'interrupted', text: '' }),
  }
}

// What every checker must do, in whatever process it works.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Checker } from '../../src/admission/checker.ts'
import { hostileFiles } from '../helpers/hostile-files.ts'
import { paymentFile } from '../helpers/payment-file.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const running = () => new AbortController().signal

export function checkerContract(name: string, open: () => Checker): void {
  const opened = () => {
    const checker = open()
    onTestFinished(() => checker.close())
    return checker
  }
  const fileOf = (content: string | Buffer) => {
    const path = join(tempFolder(), 'file')
    writeFileSync(path, content)
    return path
  }

  describe(`${name} is a checker`, () => {
    test('for a valid file it reports the content and each payment', async () => {
      const path = fileOf(paymentFile({ transactions: 5_000 }))
      const outcome = await opened().check({ path, formats: ['pain.001'] }, running())
      if (outcome.kind !== 'done') throw new Error(outcome.kind)
      expect(outcome.result).toMatchObject({ verdict: 'pass', format: 'pain.001', findings: [] })
      expect(outcome.result.payments).toMatchObject({ reference: 'MSG-1', count: 5_000 })
      expect(outcome.result.pain?.total).toBe(500_050_000n)
    })

    test('for an invalid file it reports the fault', async () => {
      const path = fileOf(paymentFile({ transactions: 2, controlSum: '3.00' }))
      const outcome = await opened().check({ path, formats: ['pain.001'] }, running())
      expect(outcome).toMatchObject({
        kind: 'done',
        result: { verdict: 'block', findings: [{ code: 'CONTROL-SUM' }] },
      })
    })

    test('without a requested check it reports only the payments', async () => {
      const path = fileOf(paymentFile({ transactions: 2, controlSum: '3.00' }))
      const outcome = await opened().readPayments({ path }, running())
      expect(outcome).toMatchObject({
        kind: 'done',
        result: { kind: 'payments', payments: { reference: 'MSG-1', count: 2 } },
      })
    })

    test('a file that cannot be read rejects, and the next file is checked', async () => {
      const checker = opened()
      const path = join(tempFolder(), 'nothing')
      await expect(checker.check({ path, formats: ['pain.001'] }, running())).rejects.toThrow(
        'ENOENT',
      )
      const next = await checker.readPayments({ path: fileOf('') }, running())
      expect(next).toMatchObject({ kind: 'done', result: { kind: 'no-payments' } })
    })

    test('files that are checked at the same time each have their own answer', async () => {
      const checker = opened()
      const wanted = hostileFiles.slice(0, 8)
      const outcomes = await Promise.all(
        wanted.map(({ chunks }) =>
          checker.check(
            { path: fileOf(Buffer.concat([...chunks(300_000)])), formats: ['pain.001'] },
            running(),
          ),
        ),
      )
      const codes = outcomes.map((one) => (one.kind === 'done' ? one.result.findings[0]?.code : ''))
      expect(codes.slice(0, 5)).toEqual(wanted.slice(0, 5).map(({ code }) => code))
    })

    test('when it is aborted it stops without an answer', async () => {
      const checker = opened()
      const stopping = new AbortController()
      const path = fileOf(paymentFile({ transactions: 20_000 }))
      const checking = checker.check({ path, formats: ['pain.001'] }, stopping.signal)
      stopping.abort()
      expect(await checking).toEqual({ kind: 'stopped' })
      expect(await checker.readPayments({ path }, stopping.signal)).toEqual({ kind: 'stopped' })
    })
  })
}

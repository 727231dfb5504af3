// A daemon and a sandbox bank that refuses the sync point after the last byte, or breaks the line there.

import { describe, expect, test } from 'vitest'
import { openNear } from '../helpers/near-road.ts'
import { bytesOf } from '../helpers/road.ts'

describe('a bank', () => {
  const content = bytesOf(20_000)
  const impatient =
    '    retry: { attempts: 1, afterBreak: 0s, firstDelay: 250ms, maximumDelay: 500ms }'
  const patient = '    retry: { afterBreak: 0s, firstDelay: 250ms, maximumDelay: 500ms }'
  const told = async (near: Awaited<ReturnType<typeof openNear>>) =>
    near.reading(async (ledger) => {
      const facts = await ledger.facts({ after: 0, limit: 1_000 })
      return facts.filter(({ message }) => message?.code === 'FINAL-POINT-REFUSED').length
    })

  test('that refuses the point gets the file without it, in the same run and in the next, and the log says so once', async () => {
    const near = await openNear({ bank: impatient })
    near.misbehave('refuse:sync=3-311×*')
    await near.start()
    near.drop('paie.xml', content)
    const sent = await near.until('paie.xml', 'archived')
    expect(sent.attempts).toBe(2)
    near.drop('second.xml', bytesOf(20_000, 2))
    expect((await near.until('second.xml', 'archived')).attempts).toBe(1)
    await near.stop()
    await near.start()
    near.drop('third.xml', bytesOf(20_000, 3))
    expect((await near.until('third.xml', 'archived')).attempts).toBe(1)
    expect(await told(near)).toBe(1)
    expect(near.copies(content)).toBe(1)
  })

  test('that breaks the line there twice in a row gets the file without it; none of this is a doubt', async () => {
    const near = await openNear({ bank: patient })
    near.misbehave('cut:sync×*')
    await near.start()
    near.drop('paie.xml', content)
    const sent = await near.until('paie.xml', 'archived', 'in-doubt')
    expect(sent).toMatchObject({ state: 'archived', attempts: 3 })
    expect(await told(near)).toBe(1)
    expect(near.copies(content)).toBe(1)
  })

  test('that broke the line there once gets the point again', async () => {
    const near = await openNear({ bank: patient })
    near.misbehave('cut:sync')
    await near.start()
    near.drop('paie.xml', content)
    expect((await near.until('paie.xml', 'archived')).attempts).toBe(2)
    expect(await told(near)).toBe(0)
    expect(await near.reading((ledger) => ledger.finalPoint('bank'))).toBeNull()
  })
})

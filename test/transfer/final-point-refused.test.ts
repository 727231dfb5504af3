// A daemon and a sandbox bank that refuses the sync point after the last byte, or breaks the line there.

import { describe, expect, test } from 'vitest'
import { bytesOf } from '../helpers/road/content.ts'
import { openRoadInProcess } from '../helpers/road/open.ts'

describe('a bank', () => {
  const content = bytesOf(20_000)
  const impatient = {
    retry: { attempts: 1, afterBreak: '0s', firstDelay: '250ms', maximumDelay: '500ms' },
  }
  const patient = { retry: { afterBreak: '0s', firstDelay: '250ms', maximumDelay: '500ms' } }
  const told = async (road: Awaited<ReturnType<typeof openRoadInProcess>>) =>
    road.reading(async (ledger) => {
      const facts = await ledger.facts({ after: 0, limit: 1_000 })
      return facts.filter(({ message }) => message?.code === 'FINAL-POINT-REFUSED').length
    })

  test('that refuses the point gets the file without it, in the same run and in the next, and the log says so once', async () => {
    const road = await openRoadInProcess({ bank: impatient })
    road.misbehave('refuse:sync=3-311×*')
    await road.start()
    road.drop('paie.xml', content)
    const sent = await road.until('paie.xml', 'archived')
    expect(sent.attempts).toBe(2)
    road.drop('second.xml', bytesOf(20_000, 2))
    expect((await road.until('second.xml', 'archived')).attempts).toBe(1)
    await road.stop()
    await road.start()
    road.drop('third.xml', bytesOf(20_000, 3))
    expect((await road.until('third.xml', 'archived')).attempts).toBe(1)
    expect(await told(road)).toBe(1)
    expect(road.copies(content)).toBe(1)
  })

  test('that breaks the line there twice in a row gets the file without it; none of this is a doubt', async () => {
    const road = await openRoadInProcess({ bank: patient })
    road.misbehave('cut:sync×*')
    await road.start()
    road.drop('paie.xml', content)
    const sent = await road.until('paie.xml', 'archived', 'in-doubt')
    expect(sent).toMatchObject({ state: 'archived', attempts: 3 })
    expect(await told(road)).toBe(1)
    expect(road.copies(content)).toBe(1)
  })

  test('that broke the line there once gets the point again', async () => {
    const road = await openRoadInProcess({ bank: patient })
    road.misbehave('cut:sync')
    await road.start()
    road.drop('paie.xml', content)
    expect((await road.until('paie.xml', 'archived')).attempts).toBe(2)
    expect(await told(road)).toBe(0)
    expect(await road.reading((ledger) => ledger.finalPoint('bank'))).toBeNull()
  })
})

// Who waits for a place to upload, who is let in next, and who is told to come again.

import { describe, expect, test } from 'vitest'
import type { ApiCaller } from '../../../src/http/access/caller.ts'
import {
  createUploadPlaces,
  type UploadPlace,
  type UploadLimits,
} from '../../../src/http/transfers/upload-limit.ts'

const user = (uid: number): ApiCaller => ({
  ...{ listener: 'tcp', name: `local user ${uid}`, role: 'operate', keyed: false, uid },
})
const keyed = (keyId: string): ApiCaller => ({
  ...{ listener: 'tcp', name: keyId, role: 'operate', keyed: true, keyId },
})

function given(over: Partial<UploadLimits> = {}) {
  const places = createUploadPlaces({
    reading: { maximum: 4, maximumKeyless: 3, maximumPerCaller: 2 },
    present: { maximum: 20, maximumKeyless: 15, maximumPerCaller: 10 },
    waitingBytes: { maximum: 1_000, maximumPerCaller: 500 },
    waitMs: 60_000,
    ...over,
  })
  const entered: string[] = []
  const places_ = new Map<string, UploadPlace>()
  return {
    entered,
    /** Resolves with how it ended; tells `entered` when it has a place. */
    async enter(name: string, caller: ApiCaller, bytes = 0, signal = new AbortController().signal) {
      const outcome = await places.enter({ caller, address: '127.0.0.1', bytes, signal })
      if (outcome.kind === 'full') return outcome.bound
      entered.push(name)
      places_.set(name, outcome)
      return 'place'
    },
    place(name: string): UploadPlace {
      const found = places_.get(name)
      if (found === undefined) throw new Error(`${name} has no place`)
      return found
    },
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  }
}

describe('uploads', () => {
  test('beyond the limit wait in order, and each one that ends admits the next', async () => {
    const { entered, enter, place, settled } = given()
    const all = ['1', '2', '3', '4', '5'].map((name) => enter(name, user(1)))
    await settled()
    expect(entered).toEqual(['1', '2'])
    expect(place('1').isWaitedFor()).toBe(true)
    for (const name of ['1', '2', '3', '4', '5']) {
      place(name).read()
      await settled()
    }
    expect(entered).toEqual(['1', '2', '3', '4', '5'])
    expect(await Promise.all(all)).toEqual(Array(5).fill('place'))
    expect(place('1').isWaitedFor()).toBe(false)
  })

  test('of one caller delay neither another user nor a caller with a key', async () => {
    const { entered, enter, settled } = given()
    for (const name of ['a', 'b', 'c', 'd']) void enter(name, user(1))
    void enter('other', user(2))
    void enter('key', keyed('k'))
    await settled()
    expect(entered).toEqual(['a', 'b', 'other', 'key'])
  })

  test('that wait for their answer use no place, but are counted', async () => {
    const { enter, place } = given({
      present: { maximum: 20, maximumKeyless: 15, maximumPerCaller: 3 },
    })
    for (const name of ['1', '2', '3']) {
      expect(await enter(name, user(1))).toBe('place')
      place(name).read()
    }
    expect(await enter('4', user(1))).toBe('count')
    place('1').leave()
    expect(await enter('4', user(1))).toBe('place')
  })

  test('are refused with the limit that was reached: number, bytes or time', async () => {
    const { enter, settled } = given({ waitMs: 20 })
    void enter('1', user(1))
    void enter('2', user(1))
    const first = enter('3', user(1), 400)
    await settled()
    expect(await enter('4', user(1), 400)).toBe('bytes')
    expect(await first).toBe('time')
  })

  test('may wait even if they are larger than the limit, when no other one waits', async () => {
    const { entered, enter, place, settled } = given()
    void enter('1', user(1))
    void enter('2', user(1))
    void enter('large', user(1), 1_000_000)
    await settled()
    place('1').leave()
    await settled()
    expect(entered).toEqual(['1', '2', 'large'])
  })

  test('whose caller went away pass their turn to the next', async () => {
    const { entered, enter, place, settled } = given()
    const gone = new AbortController()
    void enter('1', user(1))
    void enter('2', user(1))
    const lost = enter('gone', user(1), 0, gone.signal)
    void enter('next', user(1))
    gone.abort()
    expect(await lost).not.toBe('place')
    place('1').leave()
    await settled()
    expect(entered).toEqual(['1', '2', 'next'])
  })
})

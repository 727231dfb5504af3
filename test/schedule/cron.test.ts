import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cronFault, missedSlot, nextSlot } from '../../src/schedule/cron.ts'
import { processorMs } from '../helpers/processor-time.ts'

const paris = 'Europe/Paris'

/** All slots after `from` up to `to`, each found from the one before, in local time with its offset. */
function slotsBetween(expressions: readonly string[], from: string, to: string, zone = paris) {
  const slots: number[] = []
  let slot = nextSlot(expressions, zone, Date.parse(from))
  while (slot !== null && slot <= Date.parse(to)) {
    slots.push(slot)
    slot = nextSlot(expressions, zone, slot)
  }
  return slots.map((atMs) => local(atMs, zone))
}

function local(atMs: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(atMs))
  const offset = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' })
    .formatToParts(new Date(atMs))
    .find(({ type }) => type === 'timeZoneName')?.value
  return `${parts} ${offset}`
}

describe('the day when 02:00 becomes 03:00 (28 March 2027)', () => {
  const day = ['2027-03-27T22:00:00Z', '2027-03-28T10:00:00Z'] as const

  test('a slot in the hour that is not there comes right after the jump', () => {
    expect(slotsBetween(['30 2 * * *'], ...day)).toEqual(['2027-03-28 03:00 GMT+2'])
  })

  test('a slot at the end of the jump comes once', () => {
    expect(slotsBetween(['0 3 * * *'], ...day)).toEqual(['2027-03-28 03:00 GMT+2'])
  })

  test('two schedules that fall together after the jump make one slot', () => {
    expect(slotsBetween(['30 2 * * *', '0 3 * * *'], ...day)).toEqual(['2027-03-28 03:00 GMT+2'])
  })

  test('every half hour continues past the hour that is missing', () => {
    expect(slotsBetween(['*/30 1-3 * * *'], ...day)).toEqual([
      '2027-03-28 01:00 GMT+1',
      '2027-03-28 01:30 GMT+1',
      '2027-03-28 03:00 GMT+2',
      '2027-03-28 03:30 GMT+2',
    ])
  })

  test('of two hours that are named, the one that is not there is made up for', () => {
    expect(slotsBetween(['15 2,3 * * *'], ...day)).toEqual([
      '2027-03-28 03:00 GMT+2',
      '2027-03-28 03:15 GMT+2',
    ])
  })
})

describe('the day when 03:00 becomes 02:00 (31 October 2027)', () => {
  const day = ['2027-10-30T21:00:00Z', '2027-10-31T10:00:00Z'] as const

  test('a slot in the doubled hour comes at its first time only', () => {
    expect(slotsBetween(['30 2 * * *'], ...day)).toEqual(['2027-10-31 02:30 GMT+2'])
  })

  test('a time after the doubled hour comes once', () => {
    expect(slotsBetween(['0 3 * * *'], ...day)).toEqual(['2027-10-31 03:00 GMT+1'])
  })

  test('every half hour continues through both hours', () => {
    expect(slotsBetween(['*/30 1-3 * * *'], ...day)).toEqual([
      '2027-10-31 01:00 GMT+2',
      '2027-10-31 01:30 GMT+2',
      '2027-10-31 02:00 GMT+2',
      '2027-10-31 02:30 GMT+2',
      '2027-10-31 02:00 GMT+1',
      '2027-10-31 02:30 GMT+1',
      '2027-10-31 03:00 GMT+1',
      '2027-10-31 03:30 GMT+1',
    ])
  })

  test('hours that are named come once each, also in a list', () => {
    expect(slotsBetween(['15 2,3 * * *'], ...day)).toEqual([
      '2027-10-31 02:15 GMT+2',
      '2027-10-31 03:15 GMT+1',
    ])
  })
})

test.each([
  paris,
  'America/New_York',
  'America/Santiago',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'America/St_Johns',
])('a daily slot comes on every day of a year and on none twice: %s', (zone) => {
  for (const expression of ['0 0 * * *', '30 0 * * *', '45 1 * * *', '30 2 * * *', '0 3 * * *']) {
    const days = slotsBetween([expression], '2027-01-02T12:00:00Z', '2028-01-02T12:00:00Z', zone)
      .map((text) => text.slice(0, 10))
      .sort()
    expect({ expression, days: new Set(days).size, slots: days.length }).toEqual({
      expression,
      days: 365,
      slots: 365,
    })
  }
})

describe('nextSlot', () => {
  test('is strictly later than the moment, and the first of several schedules', () => {
    const at = Date.parse('2027-05-03T05:00:00Z')
    expect(nextSlot(['0 7 * * *'], paris, at)).toBe(Date.parse('2027-05-04T05:00:00Z'))
    expect(nextSlot(['0 7 * * *'], paris, at - 1)).toBe(at)
    expect(nextSlot(['0 9 * * *', '*/10 8 * * *', '0 7 * * *'], paris, at)).toBe(
      Date.parse('2027-05-03T06:00:00Z'),
    )
  })

  test('of no schedule, and of one that never comes due, is null', () => {
    expect(nextSlot([], paris, 0)).toBeNull()
    expect(nextSlot(['0 0 30 2 *'], paris, 0)).toBeNull()
  })

  test('knows the last day of a month, the weekday next to a day, and the nth weekday', () => {
    expect(slotsBetween(['0 7 L * *'], '2027-02-01T00:00:00Z', '2027-03-31T23:00:00Z')).toEqual([
      '2027-02-28 07:00 GMT+1',
      '2027-03-31 07:00 GMT+2',
    ])
    expect(slotsBetween(['0 7 1W * *'], '2027-05-01T12:00:00Z', '2027-05-31T23:00:00Z')).toEqual([
      '2027-05-03 07:00 GMT+2',
    ])
    expect(slotsBetween(['0 7 * * MON#2'], '2027-05-01T12:00:00Z', '2027-05-31T23:00:00Z')).toEqual(
      ['2027-05-10 07:00 GMT+2'],
    )
  })

  test('does not depend on the zone of this machine', () => {
    const before = process.env['TZ']
    try {
      const found = ['UTC', 'America/New_York', 'Pacific/Auckland'].map((zone) => {
        process.env['TZ'] = zone
        return nextSlot(['30 2 * * *'], paris, Date.parse('2027-10-30T21:00:00Z'))
      })
      expect(new Set(found)).toEqual(new Set([Date.parse('2027-10-31T00:30:00Z')]))
    } finally {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    }
  })
})

describe('missedSlot', () => {
  const schedule = { expressions: ['*/15 6-20 * * 1-5', '0 5 1 * *'], zone: paris }

  test('is the latest of all that were missed, one and not many', () => {
    const friday = Date.parse('2027-05-07T08:00:00Z')
    const monday = Date.parse('2027-05-10T09:07:00Z')
    expect(missedSlot(schedule, friday, monday)).toBe(Date.parse('2027-05-10T09:00:00Z'))
  })

  test('is null when nothing was missed', () => {
    const friday = Date.parse('2027-05-07T18:45:00Z')
    expect(missedSlot(schedule, friday, Date.parse('2027-05-09T12:00:00Z'))).toBeNull()
    expect(missedSlot({ expressions: [], zone: paris }, 0, friday)).toBeNull()
  })

  test('counts the slot that is due at this very moment, and never the one that was served', () => {
    const slot = Date.parse('2027-05-10T09:00:00Z')
    expect(missedSlot(schedule, slot - 1, slot)).toBe(slot)
    expect(missedSlot(schedule, slot, slot + 1)).toBeNull()
  })

  test('a clock that went back makes no past slot due again', () => {
    const served = Date.parse('2027-05-10T09:00:00Z')
    for (const backMs of [0, 1, 60_000, 3_600_000, 400 * 86_400_000])
      expect(missedSlot(schedule, served, served - backMs)).toBeNull()
  })

  test('after the night of the doubled hour, the first time of a slot is all there is to make up for', () => {
    const night = { expressions: ['30 2 * * *'], zone: paris }
    const first = Date.parse('2027-10-31T00:30:00Z')
    expect(missedSlot(night, first - 86_400_000, first + 7_200_000)).toBe(first)
    expect(missedSlot(night, first, first + 7_200_000)).toBeNull()
  })

  test('after years of minutes it is found without walking through them', () => {
    const last = Date.parse('2027-01-31T22:59:00Z')
    const january = { expressions: ['* * * 1 *'], zone: paris }
    const now = last + 300 * 86_400_000
    const spentMs = processorMs(() =>
      expect(missedSlot(january, Date.parse('2020-03-01T00:00:00Z'), now)).toBe(last),
    )
    // Some milliseconds; walking through the 44,640 minutes of a January takes many seconds.
    expect(spentMs).toBeLessThan(2000)
  })

  test('is found however long ago', () => {
    const leap = { expressions: ['0 0 29 2 *'], zone: paris }
    expect(
      missedSlot(leap, Date.parse('2023-03-01T00:00:00Z'), Date.parse('2027-03-01T00:00:00Z')),
    ).toBe(Date.parse('2024-02-28T23:00:00Z'))
  })

  test('is what walking from slot to slot finds', () => {
    const start = Date.parse('2027-03-20T00:00:00Z')
    const minute = 60_000
    fc.assert(
      fc.property(
        fc.constantFrom(
          '*/7 * * * *',
          '30 2 * * *',
          '*/30 1-3 * * *',
          '15 2,3 * * 0',
          '0 6 * * 1-5',
        ),
        fc.integer({ min: 0, max: 15 * 24 * 60 }),
        fc.integer({ min: 0, max: 4 * 24 * 60 }),
        (expression, from, length) => {
          const lastMs = start + from * minute
          const nowMs = lastMs + length * minute
          let walked: number | null = null
          let slot = nextSlot([expression], paris, lastMs)
          while (slot !== null && slot <= nowMs) {
            walked = slot
            slot = nextSlot([expression], paris, slot)
          }
          expect(missedSlot({ expressions: [expression], zone: paris }, lastMs, nowMs)).toBe(walked)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('cronFault', () => {
  test.each([
    '*/15 6-20 * * 1-5',
    '0 7 * * *',
    ' 0   7 * * * ',
    '5 7 1,15 JAN-MAR mon-fri',
    '0 7 L * *',
    '0 7 * * 5#3',
    '0 7 * * 7',
    '0 0 29 2 *',
  ])('takes %s', (expression) => {
    expect(cronFault(expression, paris)).toBeNull()
  })

  test.each([
    ['0 7 * *', { kind: 'fields' }],
    ['0 0 7 * * *', { kind: 'fields' }],
    ['', { kind: 'fields' }],
    ['@daily', { kind: 'fields' }],
    ['2027-01-01T00:00:00', { kind: 'fields' }],
    ['61 * * * *', { kind: 'outside', column: 'minute', number: '61', minimum: 0, maximum: 59 }],
    ['0 24 * * *', { kind: 'outside', column: 'hour', number: '24', minimum: 0, maximum: 23 }],
    ['0 0 0 * *', { kind: 'outside', column: 'day', number: '0', minimum: 1, maximum: 31 }],
    ['0 0 1 13 *', { kind: 'outside', column: 'month', number: '13', minimum: 1, maximum: 12 }],
    ['0 0 * * 8', { kind: 'outside', column: 'weekday', number: '8', minimum: 0, maximum: 7 }],
    ['-1 * * * *', { kind: 'word', part: '-1', column: 'minute' }],
    ['0 7 * * lundi', { kind: 'word', part: 'lundi', column: 'weekday' }],
    ['H * * * *', { kind: 'word', part: 'H', column: 'minute' }],
    ['1,,2 * * * *', { kind: 'comma', field: '1,,2' }],
    [
      '5-1 * * * *',
      { kind: 'other', error: expect.stringContaining('From value is larger than to value') },
    ],
    ['*/0 * * * *', { kind: 'other', error: expect.stringContaining('illegal stepping: 0') }],
    ['0 0 31 4 *', { kind: 'never-due' }],
  ])('says what is wrong with “%s”', (expression, fault) => {
    expect(cronFault(expression, paris)).toEqual(fault)
  })
})

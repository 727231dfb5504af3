// What ACK(SELECT) says of a file, as stations see it.

import { expect, test } from 'vitest'
import { offerOf } from '../../../../src/bank/native/receive/offer.ts'
import type { SelectedFile } from '../../../../src/pesit/session/commands.ts'

const selected = (more: Partial<SelectedFile>): SelectedFile => ({
  file: { fileType: 0, fileName: 'RELEVES' },
  transferNumber: 7,
  entityBytes: 4096,
  ...more,
})

test.each([
  [{ spaceUnit: 'kilobytes', maximumSpace: 2 }, 1024],
  [{ maximumSpace: 2055 }, 2055],
  [{ spaceUnit: 'articles', maximumSpace: 9 }, 0],
  [{}, 0],
] as const)('of %j no more is believed than the file surely needs: %i bytes', (physical, bytes) => {
  expect(offerOf(selected({ physical })).announcedBytes).toBe(bytes)
})

test('records of fixed length need their number times their length', () => {
  const physical = { spaceUnit: 'articles', maximumSpace: 9 } as const
  const logical = { articleFormat: 'fixed', articleBytes: 120 } as const
  expect(offerOf(selected({ physical, logical })).announcedBytes).toBe(1080)
})

test('a parameter that the bank leaves out has its default', () => {
  expect(offerOf(selected({ file: {} }))).toEqual({
    ...{ fileType: 0, fileName: null, transferNumber: 7, creationDate: '', label: '' },
    ...{ articleBytes: 0, articleFormat: 'variable', dataCode: 'binary' },
    ...{ maximumKilobytes: 0, announcedBytes: 0 },
  })
})

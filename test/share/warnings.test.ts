// What is told of a folder that goes on all the same.

import { expect, test } from 'vitest'
import { warningsBySubject } from '../../src/share/warnings.ts'
import { catalogue, message } from '../../src/wording/catalogue.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'

const above = message('FOLDER-ABOVE-WRITABLE', { folder: '/srv/out', above: '/srv' })
const owners = message('FOLDER-OWNERS-UNKNOWN', { folder: '/srv/out', fileSystem: 'cifs' })

test.each([
  [[], [null, null]],
  [[above], [above, null]],
  [[owners], [null, owners]],
  [
    [owners, above],
    [above, owners],
  ],
])('each kind has its own condition, which goes when it is mended: %j', (given, expected) => {
  expect(warningsBySubject('/srv/out', given)).toEqual([
    { subject: 'folder-above:/srv/out', warning: expected[0] },
    { subject: 'folder-owners:/srv/out', warning: expected[1] },
  ])
})

test('warnings do not stop a folder, and faults that stop it are no warnings', () => {
  const severities = [above, owners].map(({ code }) => catalogue[code].severity)
  expect(severities).toEqual(['warning', 'warning'])
  expect(catalogue['FOLDER-LINK'].severity).toBe('error')
})

test('warnings name the folder, the reason and the remedy', () => {
  const reader = { zone: 'Europe/Paris' }
  expect(sentenceOf(above, reader)).toMatch(/may write in \/srv: .*\/srv\/out.*Give \/srv to root/)
  expect(sentenceOf(owners, reader)).toMatch(/\/srv\/out \(cifs\)/)
})

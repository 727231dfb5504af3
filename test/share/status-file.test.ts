// Status files in a folder: which of them stand beside each other.

import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { localShare } from '../../src/share/local.ts'
import { whyNeverTaken } from '../../src/share/never-taken.ts'
import type { ShowRequest } from '../../src/share/share.ts'
import { statusFormat } from '../../src/share/status-file.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

function given() {
  const folder = tempFolder()
  const share = localShare()
  const content = JSON.stringify({ format: statusFormat, id: 'one' })
  return {
    show: (ending: ShowRequest['ending']) =>
      share.show({ folder, id: 'one', name: 'x.xml', ending, content }),
    names: () =>
      readdirSync(folder)
        .filter((name) => name !== '.pesit-drop')
        .sort(),
  }
}

test('why it was not cancelled stands beside what it is, until it is cancelled', async () => {
  const { show, names } = given()
  await show('in-doubt')
  await show('not-cancelled')
  expect(names()).toEqual(['x.xml.in-doubt', 'x.xml.not-cancelled'])
  await show('held')
  expect(names()).toEqual(['x.xml.held', 'x.xml.not-cancelled'])
  await show('cancelled')
  expect(names()).toEqual(['x.xml.cancelled'])
})

test.each(['x.xml.cancel', 'X.XML.CANCEL', 'x.xml.not-cancelled'])(
  '%s is never taken as a payment',
  (name) => expect(whyNeverTaken(name)).not.toBeNull(),
)

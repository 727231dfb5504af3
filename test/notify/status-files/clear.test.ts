// Status files are cleared before files are claimed. With real folders.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { silentLog } from '../../../src/lib/log.ts'
import { clearStatus } from '../../../src/notify/status-files/clear.ts'
import { createNames } from '../../../src/notify/status-files/names.ts'
import { localShare } from '../../../src/share/local.ts'
import { statusFormat } from '../../../src/share/verbs/status-file.ts'
import { fakeClock } from '../../helpers/fake-clock.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const nobodys = { term: 1, token: 'none', signs: [] }

function given() {
  const place = tempFolder()
  const [outbox, elsewhere] = [join(place, 'out'), join(place, 'told')]
  for (const folder of [outbox, elsewhere]) {
    mkdirSync(folder)
    writeFileSync(join(folder, 'x.xml.sent'), JSON.stringify({ format: statusFormat, id: 'old' }))
  }
  const names = createNames()
  const deps = { clock: fakeClock(), log: silentLog, share: localShare(), names }
  const clearIn = (folder: string) => clearStatus(deps, { outbox, folder })(['x.xml'], nobodys)
  return { outbox, elsewhere, names, clearIn }
}

test('an old status file is gone when the claim may begin, and its name is free again when the claim is over', async () => {
  const { elsewhere, names, clearIn } = given()
  const over = await clearIn(elsewhere)
  expect(readdirSync(elsewhere)).toEqual([])
  let isShown = false
  const shown = names.show('x.xml', async () => (isShown = true))
  await names.show('y.xml', async () => undefined)
  expect(isShown).toBe(false)
  over()
  await shown
})

test('nothing is removed in an outbox that is not ours', async () => {
  const { outbox, clearIn } = given()
  const over = await clearIn(outbox)
  over()
  expect(readdirSync(outbox)).toEqual(['x.xml.sent'])
})

test('a folder that is missing delays no claim', async () => {
  const { elsewhere, names, clearIn } = given()
  rmSync(elsewhere, { recursive: true })
  const over = await clearIn(elsewhere)
  over()
  expect(await names.show('x.xml', async () => 'shown')).toBe('shown')
})

// Names that are never taken: those of programs that write or keep copies, and every name that we write
// ourselves.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { notCancelled, statusEndings } from '../../src/share/status-endings.ts'
import { look } from '../../src/share/verbs/look.ts'
import { ownEndings, ownNames, whyNeverTaken } from '../../src/share/never-taken.ts'
import { cancelName } from '../../src/share/places.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const ofOthers = [
  ...['a.tmp', 'A.TMP', 'a.xml.part', 'a.xml.filepart', 'a.crdownload', '.a.xml.swp', 'a.swp'],
  ...['a.xml~', '~$a.xlsx', 'Thumbs.db', 'desktop.ini', '.hidden', '.nfs0001', '.pesit-drop'],
  ...['a.xml.bak', 'A.XML.BAK', 'a.old', 'a.orig', 'a.save', 'a.xml.copy', '4913', '#a.xml#'],
  ...['a.xml.sb-0f3a9c1e-Xy12Zz', 'a.uploading', 'a.inprogress', 'a.opdownload', 'a.swo'],
]
const ofOurs = [
  ...ownEndings.flatMap((ending) => [`a.xml.${ending}`, `A.XML.${ending.toUpperCase()}.TXT`]),
  ...ownNames,
  cancelName('a.xml'),
]
const ofPeople = [
  ...['a.xml', 'tmp', 'part', 'a.tmp.xml', '~a.xml', 'a~b', 'VIREMENTS', 'desktop.ini.xml'],
  ...['a.bak.xml', 'bak', 'copy', '4914', '49130', 'a.4913', 'old.txt', 'sent.txt', 'a.sb.xml'],
  ...['waiting', 'etat.txt.xml', 'a.txt'],
]

test.each([...ofOthers, ...ofOurs])('%s is never taken, and the reason is reported', (name) => {
  expect(whyNeverTaken(name)).toMatch(/\w+ \w+/)
})

test.each(ofPeople)('%s may be taken', (name) => {
  expect(whyNeverTaken(name)).toBeNull()
})

test('an outbox that names the ending of a copy takes it, but never files being written nor our own', () => {
  expect(whyNeverTaken('a.OLD', ['*.xml', '*.old'])).toBeNull()
  expect(whyNeverTaken('a.bak', ['*', '*.old'])).not.toBeNull()
  expect(whyNeverTaken('a.tmp', ['*.tmp'])).not.toBeNull()
  expect(whyNeverTaken('a.xml.sent', ['*.sent'])).not.toBeNull()
})

test('every ending of a status file is one of our own', () => {
  expect(ownEndings).toEqual(expect.arrayContaining([...statusEndings, notCancelled]))
})

test('with `take: ["*"]` a scan returns the files that people dropped and nothing else', async () => {
  const folder = tempFolder()
  for (const name of [...ofOthers, ...ofOurs, ...ofPeople])
    if (name === '.pesit-drop') mkdirSync(join(folder, name))
    else writeFileSync(join(folder, name), name)
  const looked = await look({
    folder,
    limit: 1000,
    take: ['*', '.*'],
    leave: [],
    passOver: [],
    expected: null,
    about: [],
  })
  const names =
    looked.kind === 'looked' ? looked.files.map(({ name }) => name) : [JSON.stringify(looked)]
  expect(names.sort()).toEqual([...ofPeople].sort())
})

import { describe, expect, test } from 'vitest'
import { isMarker, markedBy, markerName, resemblesMarker } from '../../src/share/markers.ts'

test.each([
  ['{name}.ok', 'paie.xml', 'paie.xml.ok'],
  ['ok_{name}', 'paie.xml', 'ok_paie.xml'],
  ['.{name}.done', '$& $1', '.$& $1.done'],
])('by the template %s the marker of %s is %s, and back', (template, file, marker) => {
  expect(markerName(template, file)).toBe(marker)
  expect(markedBy(template, marker)).toBe(file)
})

test('a name that consists only of the template is no marker', () => {
  expect(isMarker('{name}.ok', '.ok')).toBe(false)
  expect(isMarker('a{name}a', 'aa')).toBe(false)
})

test('upper and lower case count unless the configuration ignores them', () => {
  expect(markedBy('{name}.ok', 'PAIE.XML.OK')).toBeNull()
  expect(markedBy('{name}.ok', 'PAIE.XML.OK', true)).toBe('PAIE.XML')
  expect(markedBy('FIN_{name}', 'fin_paie.xml', true)).toBe('paie.xml')
})

describe('a name that may have been meant as the marker of paie.xml', () => {
  test.each([
    'paie.ok',
    'paie.OK',
    'paie.ok.txt',
    'paie.xml.OK',
    'Paie.xml.ok',
    'paie.xml.ok.ok',
    'ok_paie.xml',
  ])('%s may be', (name) => expect(resemblesMarker('{name}.ok', 'paie.xml', name)).toBe(true))
  test.each(['paie.xml', 'PAIE.XML', 'paie2.ok', 'paie.txt', 'autre.ok', 'ok'])(
    '%s is not',
    (name) => expect(resemblesMarker('{name}.ok', 'paie.xml', name)).toBe(false),
  )
  test('when the file has no ending, its whole name counts', () => {
    for (const name of ['paie.OK', 'paie.ok.txt', 'paie.xml.ok', 'Paie.ok'])
      expect(resemblesMarker('{name}.ok', 'paie', name)).toBe(true)
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pesitDate } from '../../../src/bank/native/identity.ts'
import { labelOf, labelsOf, requestedNames } from '../../../src/bank/native/names.ts'

test.each([
  ['paie.xml', 'paie.xml'],
  ['salaires février.xml', 'salaires fevrier.xml'],
  ['salaires fe\u0301vrier.xml', 'salaires fevrier.xml'],
  ['cœur & Œuvre.xml', 'coeur & OEuvre.xml'],
  ['支払.xml', '__.xml'],
])('%s travels as %s', (name, label) => {
  expect(labelOf(name)).toBe(label)
})

test('a bank may return a name as we write it, or with substitutes for characters that it lacks', () => {
  expect(labelsOf('releve.txt')).toEqual(['releve.txt'])
  for (const name of ['relevé.txt', 'releve\u0301.txt'])
    expect(labelsOf(name)).toEqual([
      'releve.txt',
      'relev_.txt',
      'relev__.txt',
      'relev?.txt',
      'relev??.txt',
    ])
})

test('a long name keeps its ending', () => {
  expect(labelOf(`${'a'.repeat(250)}.xml`)).toBe(`${'a'.repeat(76)}.xml`)
})

test('every label is printable ASCII of at most 80 characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => /^[\x20-\x7e]{0,80}$/.test(labelOf(name))),
  )
})

test('PI 51 is local time, also in the hour that occurs twice', () => {
  expect(pesitDate(Date.UTC(2026, 10, 24, 9, 5, 7), 'Europe/Paris')).toBe('261124100507')
  expect(pesitDate(Date.UTC(2027, 9, 31, 0, 30, 0), 'Europe/Paris')).toBe('271031023000')
  expect(pesitDate(Date.UTC(2027, 9, 31, 1, 30, 0), 'Europe/Paris')).toBe('271031023000')
})

test.each([
  ['{virtualFile}', null],
  ['{virtualFile}.{name}', 'RELEVES.releve.txt'],
])(
  'where PI 12 is %s, a file that is asked for by name is asked for by PI 12 %j',
  (template, fileName) => {
    const names = requestedNames(template, { virtualFile: 'RELEVES', remoteName: 'relevé.txt' })
    expect(names.fileName).toBe(fileName)
    expect(names.labels[0]).toBe('releve.txt')
  },
)

test('without a name, any file of the virtual file is accepted', () => {
  expect(requestedNames('{name}', { virtualFile: 'RELEVES', remoteName: '' })).toEqual({
    labels: [],
    fileName: null,
  })
})

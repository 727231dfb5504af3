// Elements that tell the version of a pain message, against the one that the namespace says.

import { expect, test } from 'vitest'
import { isRetired, strangeTo, tellsVersion, versionIn } from '../../src/preflight/versions.ts'

test.each([
  ['urn:iso:std:iso:20022:tech:xsd:pain.001.001.03', 3],
  ['http://www.six-interbank-clearing.com/de/pain.001.001.03.ch.02.xsd', 3],
  ['urn:iso:std:iso:20022:tech:xsd:pain.008.001.08', 8],
])('%s says version %i', (namespace, version) => {
  expect(versionIn(namespace)?.version).toBe(version)
})

test('no namespace says no version', () => {
  expect(versionIn('')).toBe(null)
  expect(tellsVersion('FinInstnId', 'Nm')).toBe(null)
  expect(tellsVersion('RltdDt', 'Dt')).toBe(null)
  expect(tellsVersion('RltdDt', 'DtTm')).toBe(null)
  expect(tellsVersion('ReqdExctnDt', 'Other')).toBe(null)
})

test.each([
  ['pain.001', 3, 'FinInstnId', 'BIC', null],
  ['pain.001', 3, 'FinInstnId', 'BICFI', 'newer'],
  ['pain.001', 4, 'FinInstnId', 'BIC', 'older'],
  ['pain.001', 9, 'OrgId', 'BICOrBEI', 'older'],
  ['pain.001', 3, 'OrgId', 'AnyBIC', 'newer'],
  ['pain.001', 7, 'PmtInf', 'ReqdExctnDt', null],
  ['pain.001', 8, 'PmtInf', 'ReqdExctnDt', 'older'],
  ['pain.001', 7, 'ReqdExctnDt', 'Dt', 'newer'],
  ['pain.001', 8, 'ReqdExctnDt', 'DtTm', null],
  ['pain.008', 2, 'FinInstnId', 'BICFI', 'newer'],
  ['pain.008', 3, 'FinInstnId', 'BIC', 'older'],
  ['pain.008', 8, 'PmtInf', 'ReqdExctnDt', null],
] as const)('in %s version %i %s/%s is %s', (...[family, version, parent, name, strange]) => {
  const told = tellsVersion(parent, name)
  if (told === null) throw new Error('it tells nothing')
  expect(strangeTo(version, family, told)).toBe(strange)
})

test('the first versions of SEPA are retired, and those that banks ask for are not', () => {
  const retired = (family: 'pain.001' | 'pain.008') =>
    [1, 2, 3, 8, 9].filter((version) => isRetired(version, family))
  expect(retired('pain.001')).toEqual([1, 2])
  expect(retired('pain.008')).toEqual([1])
})

// The catalogue: which codes there are, and what is known of each.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { catalogue, entryOf, isMessageCode, message } from '../../src/wording/catalogue.ts'

test('a message is its code and its arguments', () => {
  expect(message('LINE-CUT', { bank: 'bnp', why: 'x' })).toEqual({
    code: 'LINE-CUT',
    arguments: { bank: 'bnp', why: 'x' },
  })
})

test.each([
  ['LINE-CUT', true],
  ['PESIT-2-205', true],
  ['PESIT-9-999999', false],
  ['NO-SUCH-CODE', false],
  ['toString', false],
  ['', false],
])('%j is a code: %s', (code, isOne) => {
  expect(isMessageCode(code)).toBe(isOne)
})

test.each(Object.keys(catalogue))('%s has the form of a code', (code) => {
  expect(code).toMatch(/^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*$/)
})

test('a listed code has its entry, and a diagnostic of PeSIT the one of its meaning', () => {
  expect(entryOf('LINE-CUT')).toBe(catalogue['LINE-CUT'])
  expect(entryOf('PESIT-2-205')).toMatchObject({ scope: expect.any(String) as string })
})

/** The objects that the files of a folder and of its subfolders export, whose values are all of one kind. */
async function partsIn(folder: string, isOne: (value: object) => boolean) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const parts: object[] = []
  for (const file of files.filter((name) => name.includes('/') && name.endsWith('.ts'))) {
    const exported = (await import(join(folder, file))) as Readonly<Record<string, unknown>>
    // `warningKinds` is a table of `paymentWarnings`, of which the part is made.
    for (const [name, part] of Object.entries(exported))
      if (name !== 'warningKinds')
        if (isObject(part) && Object.keys(part).length > 0)
          if (Object.values(part).every((value) => isObject(value) && isOne(value)))
            parts.push(part)
  }
  return parts
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// The parts are spread into one object: of two entries with the same code, the later would hide the earlier.
test.each([
  ['catalogue', (value: object) => 'severity' in value],
  ['en', (value: object) => 'title' in value && 'sentence' in value],
  ['fr', (value: object) => 'title' in value && 'sentence' in value],
])('no code is in two parts of %s', async (folder, isOne) => {
  const parts = await partsIn(join(import.meta.dirname, '../../src/wording', folder), isOne)
  const codes = parts.flatMap((part) => Object.keys(part))
  const twice = codes.filter((code, index) => codes.indexOf(code) !== index)
  expect(twice).toEqual([])
  if (folder !== 'fr') expect(codes.toSorted()).toEqual(Object.keys(catalogue).toSorted())
})

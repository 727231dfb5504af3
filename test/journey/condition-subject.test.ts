import { expect, test } from 'vitest'
import {
  aboutOf,
  conditionSubject,
  inboxSubject,
  kindOf,
  lyingIn,
  lyingSubject,
} from '../../src/journey/condition-subject.ts'

test('a subject is its kind, a colon, and what it is about', () => {
  expect(conditionSubject('bank', 'acme')).toBe('bank:acme')
  expect(conditionSubject('outbox', '/data/out:1')).toBe('outbox:/data/out:1')
  expect(inboxSubject('inbox-limit', { folder: '/data/in', virtualFile: 'RELEVES' })).toBe(
    'inbox-limit:/data/in:RELEVES',
  )
})

test('what a subject is about is read back, with the colons that it holds itself', () => {
  const subject = conditionSubject('outbox', '/data/out:1')
  expect(kindOf(subject)).toBe('outbox')
  expect(aboutOf('outbox', subject)).toBe('/data/out:1')
})

test('a kind that begins like another is not taken for it', () => {
  expect(aboutOf('bank', conditionSubject('bank-gone', 'acme'))).toBeNull()
  expect(kindOf('bank-gone:acme')).toBe('bank-gone')
})

test.each(['/data/out', '/data/out:1', 'C:/out'])(
  'the folder %s and the code of files that are not claimed are read back',
  (folder) => {
    expect(lyingIn(lyingSubject(folder, 'FILE-EMPTY'))).toEqual({ folder, code: 'FILE-EMPTY' })
  },
)

test('of another kind there is no folder and no code', () => {
  expect(lyingIn('outbox:/data/out')).toBeNull()
})

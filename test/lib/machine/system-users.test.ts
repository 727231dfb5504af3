import { expect, test } from 'vitest'
import { usersOfSystem, whoIsWho } from '../../../src/lib/machine/system-users.ts'

test('users and groups have their names, and numbers where they have none', () => {
  const who = whoIsWho()
  expect(who.userName(0)).toBe('root')
  expect(who.groupName(0)).toMatch(/\w/)
  expect(who.userName(3_999_999_999)).toBe('user 3999999999')
  expect(who.groupName(3_999_999_999)).toBe('3999999999')
  expect(who.uid).toBe(process.geteuid?.())
  expect(who.gids).toContain(process.getegid?.())
})

test('a name leads to its number and back', () => {
  const users = usersOfSystem()
  expect(users.uidOf('root')).toBe(0)
  expect(users.nameOf(0)).toBe('root')
  expect(users.nameOf(3_999_999_999)).toBeNull()
})

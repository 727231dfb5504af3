import { toldFault } from '../helpers/configuration.ts'
import { describe, expect, test } from 'vitest'
import { parseYaml } from '../../src/config/parse.ts'

const faults = (text: string) => parseYaml(text).faults.map(toldFault)

describe('places', () => {
  const text = 'a: 1\nbanks:\n  - name: one\n    sync: { interval: 4 MB,\n            window: 4 }\n'

  test('a value, a key and a list entry have a line and a column', () => {
    const parsed = parseYaml(text)
    expect(parsed.placeOf(['a'])).toEqual({ line: 1, column: 4 })
    expect(parsed.placeOf(['banks', 0, 'name'])).toEqual({ line: 3, column: 11 })
    expect(parsed.placeOf(['banks', 0, 'sync', 'window'])).toEqual({ line: 5, column: 21 })
    expect(parsed.placeOfKey(['banks', 0, 'sync'], 'window')).toEqual({ line: 5, column: 13 })
    expect(parsed.placeOfKey([], 'banks')).toEqual({ line: 2, column: 1 })
  })

  test('a missing value has the place of the nearest enclosing value', () => {
    const parsed = parseYaml(text)
    expect(parsed.placeOf(['banks', 0, 'port'])).toEqual({ line: 3, column: 5 })
    expect(parsed.placeOfKey(['banks', 0], 'port')).toEqual({ line: 3, column: 5 })
    expect(parsed.placeOf(['nothing', 3, 'at all'])).toEqual({ line: 1, column: 1 })
  })

  test('are the same with Windows line ends', () => {
    const parsed = parseYaml(text.replaceAll('\n', '\r\n'))
    expect(parsed.faults).toEqual([])
    expect(parsed.placeOf(['banks', 0, 'name'])).toEqual({ line: 3, column: 11 })
  })

  test('a value behind an alias has the place of the alias', () => {
    const parsed = parseYaml('usual: &usual { attempts: many }\nretry: *usual\n')
    expect(parsed.value).toEqual({ usual: { attempts: 'many' }, retry: { attempts: 'many' } })
    expect(parsed.placeOf(['retry', 'attempts'])).toEqual({ line: 2, column: 8 })
  })
})

describe('text that is not YAML', () => {
  test.each([
    [
      'a tab as indentation',
      'log:\n\tlevel: info\n',
      '2:1 There is a tab: indentation is made of blanks',
    ],
    [
      'a key that stands twice',
      'data: /a\nzone: UTC\ndata: /b\n',
      '3:1 The key “data” stands twice',
    ],
    ['an open bracket', 'log: { level: info\nzone: UTC\n', '2:1 This is not YAML: '],
    ['an open quote', 'data: "/a\nzone: UTC\n', '3:1 This is not YAML: missing closing "quote'],
    ['a second document', 'data: /a\n---\ndata: /b\n', '2:1 A second document begins here'],
    ['a tag', 'password: !env NAME\n', '1:11 Tags (!name) are not read here'],
    [
      'a glob without quotes',
      'take: [*.xml]\n',
      '1:8 A value that begins with * must stand in quotes',
    ],
    ['a star alone', 'take:\n  - *\n', '2:5 A value that begins with * must stand in quotes'],
    [
      'a schedule without quotes',
      'when: */15 6-20 * * 1-5\n',
      '1:7 A value that begins with * must stand in quotes',
    ],
    ['a list as key', '? [a, b]\n: 1\n', '1:3 A key must be a plain word'],
  ])('%s is told with its place, once', (_, text, expected) => {
    const told = faults(text)
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(expected)
    expect(parseYaml(text).value).toBeNull()
  })

  test('mistakes on several lines are all reported', () => {
    expect(faults('a: 1\na: 2\nb: [*x]\n').toSorted()).toEqual([
      '2:1 The key “a” stands twice.',
      '3:5 A value that begins with * must stand in quotes, such as "*.xml".',
    ])
  })
})

describe('hostile text', () => {
  test('aliases that multiply are refused', () => {
    const levels = ['a', 'b', 'c', 'd', 'e', 'f']
    const bomb = levels.map((name, index) => {
      const below = levels[index - 1]
      return `${name}: &${name} [${Array.from({ length: 9 }, () => (below === undefined ? 'x' : `*${below}`)).join(', ')}]`
    })
    expect(faults(bomb.join('\n'))).toEqual([
      '1:1 Aliases (*name) multiply beyond measure: write the values out.',
    ])
  })

  test.each([
    ['brackets', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['brackets that never close', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(20_000)],
    ['lists in lists', `${'- '.repeat(20_000)}x`],
    ['keys of keys', `${'? '.repeat(20_000)}x`],
    [
      'indentation',
      Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    ],
  ])('%s without end are refused, and end nothing', (_, text) => {
    expect(faults(text)).toEqual([
      '1:1 This is not a configuration: more than 64 levels lie inside each other.',
    ])
  })

  test('a structure that contains itself is read without hanging', () => {
    const parsed = parseYaml('a: &a [*a]\n')
    expect(parsed.faults).toEqual([])
  })

  test('__proto__ is a key like any other and changes nothing', () => {
    const { value } = parseYaml('a: { __proto__: { level: debug } }\n')
    expect(({} as Record<string, unknown>)['level']).toBeUndefined()
    expect(Object.keys((value as { a: object }).a)).toEqual(['__proto__'])
  })
})

test('an empty text has no value and no fault', () => {
  expect(parseYaml('').value).toBeNull()
  expect(parseYaml('# nothing\n').value).toBeNull()
  expect(faults('')).toEqual([])
})

test('YAML 1.2: no is a text, 010 is ten', () => {
  expect(parseYaml('a: no\nb: 010\nc: "010"\n').value).toEqual({ a: 'no', b: 10, c: '010' })
})

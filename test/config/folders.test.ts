import { describe, expect, test } from 'vitest'
import { faultsIn, least } from '../helpers/configuration.ts'

interface Flow {
  readonly folder: string
  readonly virtualFile?: string
  readonly bank?: string
}

const two = `${least}  - { id: 2, name: second, host: h, port: 1, server: S, partner: P }\n`
const flow = ({ folder, virtualFile = 'V', bank = 'bank' }: Flow) =>
  `virtualFile: ${virtualFile}, folder: ${folder}, bank: ${bank}`
/** The first outbox or inbox stands on line 11. */
const outboxes = (...flows: Flow[]) =>
  `outboxes:\n${flows.map((one) => `  - { ${flow(one)} }\n`).join('')}`
const inboxes = (...flows: Flow[]) =>
  `inboxes:\n${flows.map((one) => `  - { ${flow(one)}, when: "0 7 * * *" }\n`).join('')}`

describe('folders that may not overlap', () => {
  test.each([
    [
      'two outboxes',
      outboxes({ folder: '/o' }, { folder: '/o', virtualFile: 'W' }),
      '12:31 /o is an outbox of V already (line 11): two outboxes may not share a folder',
    ],
    [
      'with a slash at the end',
      outboxes({ folder: '/o' }, { folder: '/o/' }),
      '12:31 /o is an outbox of V already (line 11)',
    ],
    [
      'by a way around',
      outboxes({ folder: '/o' }, { folder: '/x/../o/.' }),
      '12:31 /o is an outbox of V already (line 11)',
    ],
    [
      'relative and absolute',
      outboxes({ folder: '/etc/pesit-drop/o' }, { folder: 'o' }),
      '12:31 /etc/pesit-drop/o is an outbox of V already (line 11)',
    ],
    [
      'an outbox inside another',
      outboxes({ folder: '/o' }, { folder: '/o/p/q' }),
      '12:31 /o/p/q lies inside the outbox /o (line 11): keep them apart',
    ],
    [
      'an outbox around another',
      outboxes({ folder: '/o/p' }, { folder: '/o' }),
      '12:31 /o holds the outbox /o/p (line 11): keep them apart',
    ],
    [
      'an inbox that is an outbox',
      outboxes({ folder: '/o' }) + inboxes({ folder: '/o' }),
      '13:31 /o is the outbox of line 11 already',
    ],
    [
      'an inbox inside an outbox',
      outboxes({ folder: '/o' }) + inboxes({ folder: '/o/in' }),
      '13:31 /o/in lies inside the outbox /o (line 11): keep them apart',
    ],
    [
      'an outbox inside an inbox',
      outboxes({ folder: '/i/o' }) + inboxes({ folder: '/i' }),
      '13:31 /i holds the outbox /i/o (line 11): keep them apart',
    ],
    [
      'an outbox in the data folder',
      outboxes({ folder: '/data/o' }),
      '11:31 /data/o lies inside the data folder /data (line 1): keep them apart',
    ],
    [
      'an inbox around the data folder',
      inboxes({ folder: '/' }),
      '11:31 / holds the data folder /data (line 1): keep them apart',
    ],
    [
      'an outbox that is the data folder',
      outboxes({ folder: '/data' }),
      '11:31 /data is the data folder of line 1 already',
    ],
    [
      'the same file into one folder twice',
      inboxes({ folder: '/i' }, { folder: '/i', bank: 'second' }),
      '12:31 /i is an inbox of V already (line 11): give each its own folder',
    ],
    [
      'the same file into two folders',
      inboxes({ folder: '/i' }, { folder: '/j' }),
      '12:20 V of bank is fetched already (line 11): a file can go into one inbox only',
    ],
  ])('%s', (_, text, expected) => {
    const told = faultsIn(two + text)
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(expected)
  })

  test('through symbolic links', () => {
    const realPath = (path: string) => path.replace(/^\/link/, '/srv/out')
    const told = faultsIn(
      two + outboxes({ folder: '/srv/out/a' }, { folder: '/link/a' }, { folder: '/link/b' }),
      {
        realPath,
      },
    )
    expect(told).toEqual([
      '12:31 /link/a is an outbox of V already (line 11): two outboxes may not share a folder.',
    ])
  })

  test('a third one on the same folder is reported once', () => {
    const told = faultsIn(two + outboxes({ folder: '/o' }, { folder: '/o' }, { folder: '/o' }))
    expect(told.map((text) => text.split(' ')[0])).toEqual(['12:31', '13:31'])
  })
})

test.each([
  ['outboxes beside each other', outboxes({ folder: '/o/a' }, { folder: '/o/ab' })],
  ['one virtual file from two folders', outboxes({ folder: '/o/a' }, { folder: '/o/b' })],
  [
    'several virtual files into one inbox',
    inboxes({ folder: '/i' }, { folder: '/i', virtualFile: 'W' }),
  ],
  [
    'the same virtual file of two banks',
    inboxes({ folder: '/i' }, { folder: '/j', bank: 'second' }),
  ],
  ['an inbox inside an inbox', inboxes({ folder: '/i' }, { folder: '/i/j', virtualFile: 'W' })],
  ['names that begin alike or with two dots', outboxes({ folder: '/data2' }, { folder: '/..o' })],
])('%s: nothing against it', (_, text) => {
  expect(faultsIn(two + text)).toEqual([])
})

describe('the trace of a bank', () => {
  const traced = (file: string, more = '') => `${least}    trace: { file: ${file} }\n${more}`

  test.each([
    ['/o/t', outboxes({ folder: '/o' }), 'lies inside the outbox /o (line 11): keep them apart'],
    ['/i/t', inboxes({ folder: '/i' }), 'lies inside the inbox /i (line 11): keep them apart'],
    ['/data', '', '/data is the data folder of line 1 already'],
  ])('not %s', (file, more, expected) => {
    const told = faultsIn(traced(file, more))
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/^9:20 /)
    expect(told[0]).toContain(expected)
  })

  test('may not be one file for two banks', () => {
    const second =
      '  - { id: 2, name: second, host: h, port: 1, server: S, partner: P, trace: { file: /t } }\n'
    expect(faultsIn(traced('/t', second))).toEqual([
      expect.stringMatching(/^10:\d+ \/t is the trace of line 9 already\.$/),
    ])
  })

  test('may be in the data folder or beside it', () => {
    expect(faultsIn(traced('/data/bank.trace'))).toEqual([])
    expect(faultsIn(traced('trace/bank.trace', outboxes({ folder: '/o' })))).toEqual([])
  })
})

describe('the disk of the data folder', () => {
  const devices = (of: Readonly<Record<string, string>>) => ({
    deviceOf: (path: string) => of[path] ?? null,
  })

  test('an archive on another disk is refused, because files are renamed into it and never copied', () => {
    expect(
      faultsIn(least, devices({ '/data': '1', '/data/spool': '1', '/data/archive': '2' })),
    ).toEqual([
      '1:7 /data/archive lies on another disk than /data: all of the data folder must lie on one.',
    ])
  })

  test('a folder that does not exist yet is no fault', () => {
    expect(faultsIn(least, devices({}))).toEqual([])
    expect(faultsIn(least, devices({ '/data': '1' }))).toEqual([])
    expect(faultsIn(least, devices({ '/data': '1', '/data/spool': '1' }))).toEqual([])
  })
})

describe('the folder of status files', () => {
  const told = (status: boolean, ...folders: readonly string[]) =>
    faultsIn(
      `${least}outboxes:\n${folders
        .map(
          (folder, at) =>
            `  - { ${flow({ folder: `/o${at}` })}, beside: { status: ${status}, folder: ${folder} } }\n`,
        )
        .join('')}`,
    )

  test('belongs to one outbox: files of the same name in two could not be told apart', () => {
    expect(told(true, '/told', '/told')).toEqual([
      expect.stringContaining('/told has the status files of another outbox already'),
    ])
    expect(told(true, '/told', '/other')).toEqual([])
    expect(told(false, '/told', '/told')).toEqual([])
  })

  const beside = (folder: string) =>
    `outboxes:\n  - { ${flow({ folder: '/o' })}, beside: { status: true, cancel: true, folder: ${folder} } }\n`

  test.each([
    ['in the data folder', beside('/data/told'), '/data/told lies in the data folder /data'],
    [
      'that is an inbox',
      beside('/i') + inboxes({ folder: '/i' }),
      '/i lies in the inbox /i: status files need another folder',
    ],
  ])('%s is refused', (_, text, expected) => {
    const faults = faultsIn(two + text)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(expected)
  })

  test.each(['/told', '/o'])('%s is allowed', (folder) => {
    expect(faultsIn(two + beside(folder))).toEqual([])
  })
})

describe('folders in which programs name files by path', () => {
  const local = (...folders: string[]) => `http: { localFolders: [${folders.join(', ')}] }\n`

  test.each([
    [local('/srv', '/data/archive'), '/data/archive lies in the data folder /data'],
    [local('/'), '/ holds the data folder /data'],
    [local('/x/../data/'), '/data is the data folder'],
  ])('%s are refused: our own files are nobody’s', (text, expected) => {
    const faults = faultsIn(two + text)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(expected)
  })

  test('beside the data folder may be named, even if its name begins with the same characters', () => {
    expect(faultsIn(two + local('/database', '/srv/erp'))).toEqual([])
  })
})

test('a marker that would also be a cancel file is refused where cancel files are accepted', () => {
  const ready = (cancel: boolean, marker: string) =>
    faultsIn(
      `${two}outboxes:\n  - { ${flow({ folder: '/o' })}, ready: { marker: "${marker}" }, beside: { cancel: ${cancel} } }\n`,
    )
  expect(ready(true, '{name}.cancel')).toEqual([
    expect.stringContaining('{name}.cancel would say that a file is complete'),
  ])
  expect(ready(true, '{name}.ok')).toEqual([])
  expect(ready(false, '{name}.cancel')).toEqual([])
})

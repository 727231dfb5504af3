// Every key of a bank's dialect, from the configuration to the line: a file goes to the sandbox bank and
// comes back from it over real sockets, and the conversation shows what the key does.

import { expect, describe, test, vi } from 'vitest'
import { inDialect, presets } from '../../src/config/schema/dialect-presets.ts'
import { dialectNames } from '../../src/config/schema/dialect-keys.ts'
import { bytesForm, type RecordForm } from '../../src/pesit/data/records.ts'
import { exercised } from '../coverage/cells.ts'
import { keyCell, keysSet, presetCell } from '../coverage/dialect-cells.ts'
import type { BankKeys } from '../helpers/road/configuration.ts'
import { type Pair, bankConfig, openPair, policyFrom } from '../helpers/road/bank-pair.ts'
import { bytesOf } from '../helpers/road/content.ts'
import type { SandboxChanges } from '../helpers/road/sandbox-options.ts'
import type { Answer } from '../../src/bank/answer.ts'
import { answerFrom } from '../../src/bank/native/answers.ts'

const lines = (count: number) =>
  Buffer.from(
    Array.from({ length: count }, (_, line) => `0302 LIGNE ${line}${' '.repeat(line % 9)}\n`).join(
      '',
    ),
  )
const binary = bytesOf(100_000)
const text = lines(500)
const lineForm: RecordForm = { ...bytesForm(200), kind: 'lines' }
const both = (form: RecordForm): SandboxChanges => ({
  files: { records: { VIREMENTS: form, RELEVES: form } },
})

interface Case {
  readonly key: string
  readonly bank: BankKeys
  readonly content: Buffer
  /** Long enough to be cut; absent: the content. */
  readonly long?: Buffer
  readonly sandbox?: SandboxChanges
  /** What the conversation must show. */
  readonly shows: RegExp
}

const cases: readonly Case[] = [
  {
    key: 'framing',
    bank: { framing: 'raw' },
    content: binary,
    shows: /→ CREATE/,
  },
  {
    key: 'access',
    bank: { access: 'oneWay' },
    content: binary,
    shows: /CONNECT .*PI 22 accessType=read/,
  },
  {
    key: 'entityBytes',
    bank: { entityBytes: 512 },
    content: binary,
    shows: /→ CREATE .*PI 25 entityBytes=512 /,
  },
  {
    key: 'articleBytes',
    bank: { articleBytes: 160 },
    content: binary,
    shows: /→ CREATE .*PI 32 articleBytes=160/,
  },
  {
    key: 'articleFormat',
    bank: { articleFormat: 'fixed', articleBytes: 160 },
    content: binary,
    shows: /→ CREATE .*PI 31 articleFormat=fixed/,
  },
  {
    key: 'records',
    bank: { records: { lines: 'lf' }, articleBytes: 200 },
    content: text,
    sandbox: both(lineForm),
    shows: /→ CREATE .*PI 16 dataCode=ascii/,
  },
  {
    key: 'records.codePage',
    bank: { records: { lines: 'lf', codePage: '297' }, articleBytes: 200 },
    content: text,
    sandbox: both({ ...lineForm, codePage: '297' }),
    shows: /→ CREATE .*PI 16 dataCode=ebcdic/,
  },
  {
    key: 'records.lines crlf',
    bank: { records: { lines: 'crlf' }, articleBytes: 200 },
    content: Buffer.from(text.toString().replaceAll('\n', '\r\n')),
    sandbox: both({ ...lineForm, lineEnding: 'crlf' }),
    shows: /→ TRANS\.END/,
  },
  {
    key: 'records.empty',
    bank: { records: { lines: 'lf', empty: 'keep' }, articleBytes: 200 },
    content: Buffer.from('A\n\n\nB\n'),
    long: Buffer.from('A\n\n\nB\n'.repeat(9000)),
    sandbox: both({ ...lineForm, emptyRecords: true }),
    shows: /→ TRANS\.END .*PI 28 articleCount=4/,
  },
  {
    key: 'records.trim',
    bank: { records: { lines: 'lf', trim: true }, articleFormat: 'fixed', articleBytes: 40 },
    content: Buffer.from('AB\nCDE\n'),
    long: Buffer.from('AB\nCDE\n'.repeat(3000)),
    sandbox: both({ ...lineForm, format: 'fixed', articleBytes: 40, trimBlanks: true }),
    shows: /→ TRANS\.END .*PI 27 byteCount=80/,
  },
  {
    key: 'records.bytes',
    bank: { records: { bytes: { codePage: '037' } }, articleFormat: 'fixed', articleBytes: 20 },
    content: Buffer.from('0302 A'.padEnd(20) + '0602 B'.padEnd(20)),
    long: Buffer.from('0302 A'.padEnd(20).repeat(3000)),
    sandbox: both({ ...bytesForm(20, 'fixed'), codePage: '037' }),
    shows: /→ CREATE .*PI 16 dataCode=ebcdic/,
  },
  {
    key: 'records.charset',
    bank: { records: { lines: 'lf', codePage: '297', charset: 'latin1' }, articleBytes: 200 },
    content: Buffer.from('Société Générale\nÉlève à Noël\n', 'latin1'),
    long: Buffer.from('Société Générale\nÉlève à Noël\n'.repeat(2000), 'latin1'),
    sandbox: both({ ...lineForm, codePage: '297', charset: 'latin1' }),
    shows: /→ CREATE .*PI 16 dataCode=ebcdic/,
  },
  {
    key: 'records.bytes.charset',
    bank: {
      records: { bytes: { codePage: '297', charset: 'latin1' } },
      articleFormat: 'fixed',
      articleBytes: 10,
    },
    content: Buffer.from('Société   Générale  ', 'latin1'),
    long: Buffer.from('Société   Générale  '.repeat(3000), 'latin1'),
    sandbox: both({ ...bytesForm(10, 'fixed'), codePage: '297', charset: 'latin1' }),
    shows: /→ CREATE .*PI 16 dataCode=ebcdic/,
  },
  {
    key: 'dataCode',
    bank: { dataCode: 'ascii' },
    content: binary,
    shows: /→ CREATE .*PI 16 dataCode=ascii/,
  },
  {
    key: 'multiArticle',
    bank: { multiArticle: true, articleBytes: 100, entityBytes: 1024 },
    content: binary,
    sandbox: {
      protocol: {
        articleBytes: 100,
        packing: { multiArticle: true, segmentation: true, concatenation: true },
      },
    },
    shows: /→ DTF ×\d\d\d?, 10\d\d\d\d bytes/,
  },
  {
    key: 'segmentation',
    bank: { segmentation: false, entityBytes: 600, articleBytes: 500 },
    content: binary,
    sandbox: {
      protocol: {
        articleBytes: 5000,
        packing: { multiArticle: false, segmentation: true, concatenation: true },
      },
    },
    shows: /→ CREATE .*PI 32 articleBytes=500/,
  },
  {
    key: 'concatenation',
    bank: { concatenation: false, articleBytes: 300 },
    content: binary,
    sandbox: {
      protocol: { packing: { multiArticle: false, segmentation: true, concatenation: false } },
    },
    shows: /→ DTF ×334, 100000 bytes/,
  },
  {
    key: 'compression',
    bank: { compression: 'both', records: { lines: 'lf' }, articleBytes: 200 },
    content: text,
    sandbox: both(lineForm),
    shows: /← ACK\(ORF\) .*PI 21 compression=type 3/,
  },
  {
    key: 'checksum',
    bank: { checksum: true },
    content: binary,
    shows: /→ CONNECT .*PI 1 crc=true/,
  },
  {
    key: 'resync',
    bank: { resync: true },
    content: binary,
    sandbox: { protocol: { resync: true } },
    shows: /← ACONNECT .*PI 23 resync=true/,
  },
  {
    key: 'sync',
    bank: { sync: { interval: '32 KB', window: 2 } },
    content: binary,
    // More than the window may hold: a point is acknowledged before the cut, however slow the disk is.
    long: bytesOf(400_000),
    shows: /→ SYN .*PI 20 syncNumber=3/,
  },
  {
    key: 'finalBarrier',
    bank: { finalBarrier: true },
    content: binary,
    shows: /→ SYN .*PI 20 syncNumber=1/,
  },
  {
    key: 'fileName',
    bank: { fileName: '{virtualFile}' },
    content: binary,
    shows: /→ CREATE .*PI 12 fileName="VIREMENTS"/,
  },
  {
    key: 'label',
    bank: { label: 'FICHIER {name}' },
    content: binary,
    shows: /→ CREATE .*PI 37 label="FICHIER paie\.xml"/,
  },
  {
    key: 'freeText',
    bank: { freeText: 'ROUTE {virtualFile}' },
    content: binary,
    shows: /→ CREATE .*PI 99 freeText="ROUTE VIREMENTS"/,
  },
  {
    key: 'attributes',
    bank: { attributes: 'allLow' },
    content: binary,
    shows: /→ SELECT .*PI 14 requestedAttributes=7/,
  },
  {
    key: 'commitPoint',
    bank: { commitPoint: 'deselect' },
    content: binary,
    shows: /← ACK\(DESELECT\)/,
  },
]

/** The key that a case is about, and what it sets inside. */
function keysOf(key: string, bank: BankKeys): readonly string[] {
  const [top = ''] = key.split('.')
  return keysSet(top, (bank as Readonly<Record<string, unknown>>)[top])
}

async function there(pair: Pair, content: Buffer): Promise<void> {
  const sent = await pair.send(content)
  expect(sent.outcome).toMatchObject({ kind: 'delivered' })
  expect(pair.taken().map((taken) => taken.equals(content))).toEqual([true])
}

async function back(pair: Pair, content: Buffer): Promise<void> {
  pair.offer('releve.txt', content)
  const fetched = await pair.fetch()
  expect(fetched.outcome).toMatchObject({ kind: 'fetched' })
  expect(fetched.memory.committed?.equals(content)).toBe(true)
}

describe.each(cases)('$key', ({ key, bank, sandbox = {}, content, long, shows }) => {
  test('a file is sent and fetched with the same bytes, in the way that the key sets', async () => {
    const pair = await openPair({ bank, sandbox })
    await there(pair, content)
    await back(pair, content)
    expect(pair.said().join('\n')).toMatch(shows)
    exercised(keysOf(key, bank))
  })

  test('a file that was cut continues where it stopped', async () => {
    const small = { ...bank, entityBytes: 512, articleBytes: 200 }
    const quick = 'entityBytes' in bank || 'articleBytes' in bank ? bank : small
    const sync = { interval: '1 KB', window: 2 }
    const pair = await openPair({ bank: { sync, ...quick }, sandbox })
    const whole = long ?? (content === text ? lines(4000) : content)
    pair.misbehave(`cut:data=${Math.floor(whole.length / 2)}`)
    const cut = await pair.send(whole)
    expect(cut.outcome).toMatchObject({ kind: 'cut', phase: 'data' })
    const again = await pair.send(whole, { memory: cut.memory })
    expect(again.outcome).toMatchObject({ kind: 'delivered' })
    expect(again.outcome).toMatchObject({ resumedAtBytes: expect.any(Number) as number })
    if (again.outcome.kind === 'delivered') expect(again.outcome.resumedAtBytes).toBeGreaterThan(0)
    expect(pair.taken().map((taken) => taken.equals(whole))).toEqual([true])
  })
})

describe('sync', () => {
  test.each([0, 1, 2, 7, 15])(
    'with a window of %i a file is sent and fetched with the same bytes',
    async (window) => {
      const pair = await openPair({
        bank: { articleBytes: 1000, sync: { interval: '4 KB', window } },
      })
      await there(pair, binary)
      await back(pair, binary)
      const acknowledged = pair.said().filter((line) => line.includes('ACK(SYN)')).length
      const set = pair.said().filter((line) => /[→←] SYN/.test(line)).length
      // The last one stands behind the last byte; without a window it could not be acknowledged.
      expect(set).toBe(window === 0 ? 48 : 49)
      if (window === 0) expect(acknowledged).toBe(0)
      else expect(acknowledged).toBeGreaterThanOrEqual(set - 2 * window)
      exercised(['sync', 'sync.interval', 'sync.window'].map(keyCell))
    },
  )
})

describe('abort', () => {
  /** CONNECT behind its prefix: header, PI 3, 4, 5, 6, 7 and 22. */
  const connectBytes = 2 + 6 + 9 + 10 + 10 + 3 + 5 + 3

  test.each([
    ['raw', 2 + 6 + 3],
    ['parameter', 2 + 6 + 5],
  ] as const)(
    '%s: a bank that breaks the protocol is told so, in %i bytes',
    async (form, abortBytes) => {
      const pair = await openPair({ bank: { abort: form, serverPassword: { env: 'PW' } } })
      expect((await pair.send(binary)).outcome).toMatchObject({ kind: 'refused', phase: 'connect' })
      expect(pair.said().join('\n')).toMatch(/→ ABORT \(\d+, \d+\) {2}PI 2/)
      await vi.waitFor(() => expect(pair.proxy.toBank).toBe(connectBytes + abortBytes))
      exercised([keyCell('abort')])
    },
  )
})

describe('dupCodes, noContextCodes, restart and probe', () => {
  test('become the policy for a bank', () => {
    const policy = policyFrom({
      dupCodes: ['2-204', '2-250'],
      noContextCodes: ['2-214'],
      probe: 'always',
      restart: true,
    })
    const reasons = [204, 214, 250]
    const those = (says: (answer: Answer) => boolean) =>
      reasons.filter((reason) => says(answerFrom({ diagnostic: { type: 2, reason } })))
    expect(those(policy.alreadyReceived)).toEqual([204, 250])
    expect(those(policy.noContext)).toEqual([214])
    expect(policy).toMatchObject({ probe: 'always', restart: true })
    expect(policyFrom({ restart: false }).restart).toBe(false)
    exercised(['dupCodes', 'noContextCodes', 'probe', 'restart'].map(keyCell))
  })
})

describe('presets', () => {
  test.each(dialectNames)('%s fills in only the keys that are left out', (dialect) => {
    const bank = bankConfig({ dialect })
    expect(bank).toMatchObject(presets[dialect])
    const own = bankConfig({
      dialect,
      entityBytes: 2048,
      articleBytes: 1000,
      sync: false,
      finalBarrier: false,
    })
    expect(own).toMatchObject({ entityBytes: 2048, articleBytes: 1000, sync: false })
  })

  test.each(dialectNames)('%s sends and fetches with the sandbox', async (dialect) => {
    const pair = await openPair({ bank: { dialect } })
    await there(pair, binary)
    await back(pair, binary)
    exercised([presetCell(dialect)])
  })

  test('connect-express uses raw framing over TLS, unless the configuration says otherwise', () => {
    const { framing, ...given } = bankConfig({ dialect: 'connect-express' })
    expect(framing).toBe('prefixed')
    const tls = { minimum: '1.2' as const }
    const bank = inDialect({ ...given, tls } as Parameters<typeof inDialect>[0])
    expect(bank.framing).toBe('raw')
  })
})

// The walls: who may import whom, what the pure folders keep away from, one door for each package, and the
// shape of files. Reads text, not syntax: an import built from pieces would pass.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../src/', import.meta.url))
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort()
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

/** The left may import the right and itself, nothing else. */
const walls: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  disk: ['wording', 'lib'],
  wording: ['lib'],
  pesit: [],
  journey: ['wording', 'lib'],
  schedule: ['lib'],
  preflight: ['journey', 'pesit', 'wording', 'lib'],
  config: ['journey', 'schedule', 'wording', 'lib'],
  'pesit-socket': ['pesit'],
  trace: ['pesit', 'pesit-socket', 'lib'],
  share: ['disk', 'wording', 'lib'],
  ledger: ['journey', 'disk', 'wording', 'lib'],
  bank: ['journey', 'pesit', 'pesit-socket', 'disk', 'wording', 'lib'],
  sandbox: ['bank', 'pesit', 'pesit-socket', 'preflight', 'disk', 'wording', 'lib'],
  admission: ['journey', 'ledger', 'preflight', 'share', 'disk', 'wording', 'lib'],
  outbox: ['journey', 'ledger', 'preflight', 'share', 'disk', 'wording', 'lib'],
  transfer: ['bank', 'journey', 'ledger', 'disk', 'wording', 'lib'],
  inbox: ['bank', 'config', 'journey', 'ledger', 'schedule', 'share', 'disk', 'wording', 'lib'],
  callers: ['journey', 'ledger', 'pesit', 'pesit-socket', 'wording', 'lib'],
  archive: ['journey', 'ledger', 'share', 'disk', 'wording', 'lib'],
  http: ['journey', 'ledger', 'disk', 'wording', 'lib'],
  orders: ['bank', 'journey', 'ledger', 'notify', 'share', 'transfer', 'wording', 'lib'],
  recovery: ['admission', 'journey', 'ledger', 'outbox', 'share', 'disk', 'wording', 'lib'],
  notify: ['journey', 'ledger', 'share', 'disk', 'wording', 'lib'],
  daemon: [
    'admission',
    'archive',
    'bank',
    'callers',
    'config',
    'http',
    'inbox',
    'journey',
    'ledger',
    'notify',
    'orders',
    'outbox',
    'pesit-socket',
    'recovery',
    'share',
    'transfer',
    'disk',
    'wording',
    'lib',
  ],
  cli: [
    'admission',
    'archive',
    'bank',
    'config',
    'daemon',
    'http',
    'journey',
    'ledger',
    'pesit-socket',
    'orders',
    'recovery',
    'sandbox',
    'trace',
    'transfer',
    'disk',
    'wording',
    'lib',
  ],
}

/**
 * Stations know a bank by its contract (`bank/*.ts`), whatever carries their files. Who knows that a bank is
 * called over PeSIT, and why.
 */
const knowNativeBanks: Readonly<Record<string, string>> = {
  'bank/native/': 'is the carrier',
  'daemon/': 'opens the banks of the configuration and reads their settings',
  'cli/commands/probe.ts': 'shows what was agreed with a bank',
  'cli/commands/sandbox.ts': 'keeps a trace of the sandbox',
  'sandbox/': 'is a bank: it fills dates and codes of records as our side does',
}

/** A package comes in by one file (or one folder). */
const doors: Readonly<Record<string, string>> = {
  chokidar: 'outbox/watch.ts',
  'p-queue': 'transfer/bank-queue.ts',
  'fs-extra': 'lib/files/plain-files.ts',
  ibantools: 'preflight/values/iban-rules.ts',
  yaml: 'config/parse.ts',
  pino: 'daemon/process/log.ts',
  'pino-pretty': 'daemon/process/log.ts',
  '@photostructure/sqlite': 'ledger/sqlite/database/connect.ts',
  croner: 'schedule/cron.ts',
  saxes: 'preflight/xml/reader.ts',
  picomatch: 'share/verbs/look.ts',
  fastify: 'http/',
  'fastify-type-provider-zod': 'http/',
  'ipaddr.js': 'lib/machine/ip-address.ts',
  undici: 'notify/webhooks/post.ts',
  standardwebhooks: 'notify/webhooks/sign.ts',
  uuid: 'lib/id.ts',
  'cli-table3': 'cli/output.ts',
  commander: 'cli/',
  'node:net': 'pesit-socket/',
  'node:tls': 'pesit-socket/',
}

interface Import {
  readonly from: string
  readonly to: string
}

function importsOf(path: string): readonly string[] {
  return [...textOf(path).matchAll(/(?:from\s+|import\s*\(\s*|import\s+)'([^']+)'/g)].map(
    ([, target = '']) => target,
  )
}

const imports: readonly Import[] = files.flatMap((from) =>
  importsOf(from).map((to) => ({ from, to })),
)
const folderOf = (path: string) => path.split('/')[0] ?? ''
const resolved = ({ from, to }: Import) => relative(root, join(root, dirname(from), to))

describe('walls', () => {
  test('every folder of src has its place among the walls', () => {
    expect(
      [...new Set(files.map(folderOf))].filter((folder) => !folder.endsWith('.ts')).sort(),
    ).toEqual(Object.keys(walls).sort())
  })

  test('no folder imports one that stands behind a wall', () => {
    const broken = imports
      .filter(({ to }) => to.startsWith('.'))
      .filter((one) => {
        const [from, to] = [folderOf(one.from), folderOf(resolved(one))]
        // Types of the configuration may go anywhere above; its values are handed in.
        return from !== to && !walls[from]?.includes(to)
      })
      .map(({ from, to }) => `${from} → ${to}`)
    expect(broken).toEqual([])
  })

  test('the contract of a bank knows nothing of PeSIT', () => {
    const contract = imports.filter(({ from }) => /^bank\/[^/]+$/.test(from))
    expect(
      contract.filter((one) => /^(pesit|pesit-socket|bank\/native)\//.test(resolved(one))),
    ).toEqual([])
  })

  test('only those named know that a bank is called over PeSIT', () => {
    const users = imports
      .filter((one) => resolved(one).startsWith('bank/native/'))
      .map(({ from }) => from)
    const named = Object.keys(knowNativeBanks)
    expect(users.filter((from) => !named.some((one) => from.startsWith(one)))).toEqual([])
    expect(named.filter((one) => !users.some((from) => from.startsWith(one)))).toEqual([])
  })

  test('the steps of the schema are numbered one after the other', () => {
    const steps = readdirSync(join(root, 'ledger/sqlite/migrations')).sort()
    expect(steps.map((step) => Number.parseInt(step, 10))).toEqual(steps.map((_, at) => at + 1))
  })

  test('the walls have no circle', () => {
    const reach = (folder: string, seen: ReadonlySet<string>): boolean =>
      (walls[folder] ?? []).some((next) => seen.has(next) || reach(next, new Set([...seen, next])))
    expect(Object.keys(walls).filter((folder) => reach(folder, new Set([folder])))).toEqual([])
  })

  test.each(['pesit', 'journey', 'schedule', 'preflight', 'trace', 'wording'])(
    '%s touches neither the world, nor a clock, nor chance',
    (folder) => {
      const own = files.filter((path) => folderOf(path) === folder)
      const world = imports
        .filter(({ from, to }) => folderOf(from) === folder && to.startsWith('node:'))
        .map(({ from, to }) => `${from}: ${to}`)
      const clocks = own.filter((path) =>
        /Date\.now|new Date\(\)|performance\.now|Math\.random|process\.|console\./.test(
          textOf(path),
        ),
      )
      expect([...world, ...clocks]).toEqual([])
    },
  )

  test.each(Object.entries(doors))('%s comes in by %s alone', (name, door) => {
    const uses = imports
      .filter(({ to }) => to === name || to.startsWith(`${name}/`))
      .map(({ from }) => from)
    expect(
      uses.filter(
        (path) =>
          path !== door &&
          !(door.endsWith('/') && path.startsWith(door)) &&
          !isTypeOnly(path, name),
      ),
    ).toEqual([])
  })

  test('the whole ledger is for what opens, wraps or hands it out; a station takes the contracts it uses', () => {
    const whole = files.filter((path) =>
      /import type \{[^}]*\bLedger\b[^}]*\} from '[^']*\/ledger\.ts'/.test(textOf(path)),
    )
    expect(
      whole.filter(
        (path) => !['daemon', 'ledger'].includes(folderOf(path)) && path !== 'cli/context.ts',
      ),
    ).toEqual([])
  })

  test('every relative import ends in .ts and leads somewhere', () => {
    const lost = imports
      .filter(({ to }) => to.startsWith('.'))
      .filter((one) => !one.to.endsWith('.ts') || !existsSync(join(root, resolved(one))))
    expect(lost).toEqual([])
  })
})

/** Circles that are still open work: files that import each other. A line goes when its circle is opened. */
const knownCircles: readonly (readonly string[])[] = []

/**
 * Folders that still hold more files than `maximumLooseFiles`, with their number. Numbers may only go down.
 */
const wideFolders: Readonly<Record<string, number>> = {}
const maximumLooseFiles = 18
/** One file for each step of the schema, for ever. */
const growingFolder = 'ledger/sqlite/migrations'

/** The files that a file reaches by imports, in any number of steps. */
function reachable(from: string, targets: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>()
  const waiting = [...(targets.get(from) ?? [])]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue
    reached.add(next)
    waiting.push(...(targets.get(next) ?? []))
  }
  return reached
}

/** Each circle once: the largest sets of files in which every file reaches every other. */
function circles(): readonly (readonly string[])[] {
  const targets = new Map(
    files.map((file) => [
      file,
      imports.filter(({ from, to }) => from === file && to.startsWith('.')).map(resolved),
    ]),
  )
  const reached = new Map(files.map((file) => [file, reachable(file, targets)]))
  const found = files
    .filter((file) => reached.get(file)?.has(file) === true)
    .map((file) =>
      files.filter(
        (other) => reached.get(file)?.has(other) === true && reached.get(other)?.has(file) === true,
      ),
    )
  return [...new Map(found.map((circle) => [circle.join(' '), circle])).values()]
}

describe('the shape of the tree', () => {
  const isWithin = (circle: readonly string[], known: readonly string[]) =>
    circle.every((file) => known.includes(file))

  test('no files import each other in a circle, except in the circles that are listed', () => {
    const found = circles()
    expect(
      found.filter((circle) => !knownCircles.some((known) => isWithin(circle, known))),
      'new circles: move what both sides need into a file that imports neither',
    ).toEqual([])
    expect(
      knownCircles.filter((known) => !found.some((circle) => isWithin(circle, known))),
      'these circles are open now: remove their lines from `knownCircles`',
    ).toEqual([])
  })

  test(`no folder has more than ${maximumLooseFiles} loose files, except the folders that are listed`, () => {
    const counts = new Map<string, number>()
    for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
    const tooMany = [...counts].filter(
      ([folder, count]) =>
        folder !== growingFolder && count > (wideFolders[folder] ?? maximumLooseFiles),
    )
    expect(tooMany).toEqual([])
    expect(
      Object.keys(wideFolders).filter((folder) => (counts.get(folder) ?? 0) <= maximumLooseFiles),
      'these folders are narrow enough now: remove their lines from `wideFolders`',
    ).toEqual([])
  })
})

function isTypeOnly(path: string, name: string): boolean {
  return new RegExp(`import type [^']*'${name.replace('/', '\\/')}'`).test(textOf(path))
}

/**
 * Files that still build English sentences for people outside `wording/`, each with its reason. A line goes when
 * its sentences are in the catalogue.
 */
const sentencesOutside: Readonly<Record<string, string>> = {
  'bank/native/connect/advice.ts': 'advice of `probe` for one bank, in English',
  'cli/commands/demo.ts': 'what the demo shows, in English',
  'cli/commands/list.ts': 'next steps under `show`, in English',
  'cli/evidence-pages.ts': 'a document that is kept, in English',
  'cli/status-view.ts': 'the layout of `status`, in English',
  'notify/status-files/status.ts': 'lines of status files, which programs read',
  'trace/capture/fault.ts': 'reports of `trace`, in English',
  'trace/capture/pcap.ts': 'reports of `trace`, in English',
  'trace/conversation/follow.ts': 'reports of `trace`, in English',
  'trace/conversation/summary.ts': 'reports of `trace`, in English',
  'trace/report/closing.ts': 'reports of `trace`, in English',
  'trace/report/for-people.ts': 'reports of `trace`, in English',
  'trace/tcp/capture.ts': 'reports of `trace`, in English',
}

/** Help, descriptions of schemas, and logs are for developers and stay in English. */
const forDevelopers = /assert\(|log\.\w+\(|description:|summary:|describe\(/

/** String literals that read as a sentence: a capital first, three words at least, a full stop last. */
function sentencesIn(path: string): readonly string[] {
  const text = textOf(path).replace(/^\s*(\/\/|\/?\*).*$/gm, '')
  return [...text.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)].flatMap((found) => {
    const literal = found[1] ?? found[2] ?? ''
    const isSentence = /^[A-Z“][^\n]*\.$/.test(literal) && literal.split(/\s+/).length >= 3
    const before = text.slice(Math.max(0, found.index - 60), found.index)
    return isSentence && !forDevelopers.test(before) ? [literal] : []
  })
}

describe('sentences for people', () => {
  const found = files.filter(
    (path) =>
      !['wording/', 'cli/menu/', 'config/schema/'].some((own) => path.startsWith(own)) &&
      path !== 'http/openapi.ts' &&
      sentencesIn(path).length > 0,
  )

  test('are made in `wording/`, except in the files that are listed', () => {
    expect(
      found.filter((path) => !Object.hasOwn(sentencesOutside, path)).flatMap(sentencesIn),
      'add a message to the catalogue (src/wording), and say its code and arguments here',
    ).toEqual([])
  })

  test('the list of exceptions has no file that needs none', () => {
    expect(Object.keys(sentencesOutside).filter((path) => !found.includes(path))).toEqual([])
  })
})

describe('files', () => {
  test('each opens with what it is', () => {
    expect(files.filter((path) => !/^(#!.*\n)?\/[/*]/.test(textOf(path)))).toEqual([])
  })

  test('lines of comments have 110 characters at most', () => {
    const long = files.flatMap((path) =>
      textOf(path)
        .split('\n')
        .flatMap((line, at) =>
          line.length > 110 && /^\s*(\/\/|\/?\*)/.test(line) ? [`${path}:${at + 1}`] : [],
        ),
    )
    expect(long).toEqual([])
  })

  test('no default export, no barrel, no leftover', () => {
    expect(
      files.filter((path) =>
        /export default|export \*|TODO|FIXME|XXX|@ts-ignore|eslint-disable/.test(textOf(path)),
      ),
    ).toEqual([])
  })

  test.each(['../docs/decisions', 'ledger/sqlite/migrations'])(
    'in %s each file has a number of its own',
    (folder) => {
      const numbers = readdirSync(join(root, folder)).map((name) => name.slice(0, 4))
      expect(numbers).toEqual([...new Set(numbers)])
    },
  )

  test('names are plain: no utils, helpers, manager, service, handler, base, impl', () => {
    expect(
      files.filter((path) =>
        /(^|\/|-)(utils?|helpers?|manager|service|handler|base|impl|common|misc)(-|\.|\/)/.test(
          path,
        ),
      ),
    ).toEqual([])
  })
})

/** The comment at the head of a file. */
function openingComment(path: string): string {
  return /^(?:\/\*[^]*?\*\/|(?:\/\/.*\n)+)/.exec(textOf(path).replace(/^#!.*\n/, ''))?.[0] ?? ''
}

/** Types, interfaces and imports alone: there is nothing to run. */
function holdsTypesOnly(path: string): boolean {
  return !/^(?:export )?(?:async )?(?:const|let|function|class)\b/m.test(textOf(path))
}

/** The words of all messages are one table, tested as one in test/wording. */
function isTableOfMessages(path: string): boolean {
  return /^wording\/[a-z]+\//.test(path)
}

describe('mirrors', () => {
  test('a file that says that it is pure has test/<its path>.test.ts', () => {
    const missing = files
      .filter((path) => /\bpure\b/i.test(openingComment(path)))
      .filter((path) => !holdsTypesOnly(path) && !isTableOfMessages(path))
      .filter((path) => !existsSync(join(root, '../test', path.replace(/\.ts$/, '.test.ts'))))
    expect(missing).toEqual([])
  })
})

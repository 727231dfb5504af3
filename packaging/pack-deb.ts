// `npm run pack:deb`: the Debian package, from dist/ and from what package-lock.json and node.json pin. Equal
// sources make equal bytes: times are those of the last commit, owners are root, and modes are set here.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { bashCompletion, fishCompletion, zshCompletion } from './menu/completions.ts'
import { programEntry } from './menu/entry.ts'
import { manPage } from './menu/man-page.ts'
import { type Architecture, architectures, cpuOf, unpackNode } from './node-binary.ts'
import { installModules, type ModuleLicence } from './production-modules.ts'
import { packagedUnit } from './packaged-unit.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const templates = join(root, 'packaging', 'deb')
const home = 'usr/lib/pesit-drop'
const documents = 'usr/share/doc/pesit-drop'

interface Order {
  readonly architecture: Architecture
  readonly version: string
  /** Folder of the finished package. */
  readonly out: string
  /** Of xz, 0 to 9: how long the build may take. */
  readonly level: string
}

function orderOf(args: readonly string[]): Order {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  const { values } = parseArgs({
    args: [...args],
    options: {
      arch: { type: 'string', default: 'amd64' },
      out: { type: 'string', default: root },
      level: { type: 'string', default: '6' },
    },
  })
  const architecture = architectures.find((one) => one === values.arch)
  if (architecture === undefined) throw new Error(`--arch is one of ${architectures.join(', ')}`)
  return { architecture, version, out: resolve(values.out), level: values.level }
}

/** Returns the path of the package. */
function pack(order: Order, work: string): string {
  const tree = join(work, 'tree')
  const timeS = commitTimeS()
  mkdirSync(join(tree, 'DEBIAN'), { recursive: true })
  const modules = putProgram(tree, order, work)
  putSystem(tree)
  putMenu(tree, order.version, timeS)
  putDocuments(tree, { modules, version: order.version, timeS })
  putControl(tree, order)
  settle(tree, timeS)
  mkdirSync(order.out, { recursive: true })
  const path = join(order.out, `pesit-drop_${order.version}_${order.architecture}.deb`)
  execFileSync(
    'dpkg-deb',
    ['--root-owner-group', '-Zxz', `-z${order.level}`, '--threads-max=2', '--build', tree, path],
    { env: { ...process.env, SOURCE_DATE_EPOCH: String(timeS) }, stdio: 'pipe' },
  )
  return path
}

function commitTimeS(): number {
  const given = process.env['SOURCE_DATE_EPOCH']
  return Number(
    given ?? execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }),
  )
}

function put(tree: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true })
  writeFileSync(join(tree, path), content)
}

const template = (name: string): string => readFileSync(join(templates, name), 'utf8')
const source = (name: string): string => readFileSync(join(root, name), 'utf8')

function putProgram(
  tree: string,
  { architecture, version }: Order,
  work: string,
): readonly ModuleLicence[] {
  const node = unpackNode(architecture, join(work, 'node'))
  put(tree, `${home}/bin/node`, readFileSync(node.program))
  put(tree, `${documents}/LICENSE.node.gz`, gzipSync(readFileSync(node.licence), { level: 9 }))
  cpSync(join(root, 'dist'), join(tree, home, 'dist'), {
    recursive: true,
    filter: (path) => !path.endsWith('.d.ts'),
  })
  const description = { name: 'pesit-drop', version, license: 'Apache-2.0', type: 'module' }
  put(tree, `${home}/package.json`, `${JSON.stringify(description, null, 2)}\n`)
  const modules = installModules(root, join(work, 'modules'), cpuOf(architecture))
  cpSync(join(work, 'modules', 'node_modules'), join(tree, home, 'node_modules'), {
    recursive: true,
  })
  cpSync(join(root, 'samples'), join(tree, home, 'samples'), { recursive: true })
  put(tree, `${home}/config.schema.json`, source('config.schema.json'))
  put(tree, 'usr/bin/pesit-drop', template('command'))
  return modules
}

function putSystem(tree: string): void {
  const example = source('config.example.yaml').replace(
    '$schema=./config.schema.json',
    `$schema=/${home}/config.schema.json`,
  )
  put(tree, 'etc/pesit-drop/config.yaml', example)
  // Maintainer scripts compare: a configuration that nobody edited starts nothing.
  put(tree, `${home}/config.example.yaml`, example)
  put(
    tree,
    'usr/lib/systemd/system/pesit-drop.service',
    packagedUnit(source('systemd/pesit-drop.service')),
  )
  put(tree, 'usr/lib/sysusers.d/pesit-drop.conf', template('sysusers.conf'))
  put(tree, 'usr/lib/tmpfiles.d/pesit-drop.conf', template('tmpfiles.conf'))
  put(tree, 'usr/share/lintian/overrides/pesit-drop', template('lintian-overrides'))
}

function putMenu(tree: string, version: string, timeS: number): void {
  const program = programEntry()
  const date = new Date(timeS * 1000).toISOString().slice(0, 10)
  const page = manPage(program, { version, date })
  put(tree, 'usr/share/man/man1/pesit-drop.1.gz', gzipSync(page, { level: 9 }))
  put(tree, 'usr/share/bash-completion/completions/pesit-drop', bashCompletion(program))
  put(tree, 'usr/share/zsh/vendor-completions/_pesit-drop', zshCompletion(program))
  put(tree, 'usr/share/fish/vendor_completions.d/pesit-drop.fish', fishCompletion(program))
}

interface Documented {
  readonly modules: readonly ModuleLicence[]
  readonly version: string
  readonly timeS: number
}

function putDocuments(tree: string, { modules, version, timeS }: Documented): void {
  const zipped = (name: string, content: string) =>
    put(tree, `${documents}/${name}.gz`, gzipSync(content, { level: 9 }))
  const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  for (const page of pages.filter((name) => name.endsWith('.md')))
    zipped(page, source(join('docs', page)))
  zipped('README.md', source('README.md'))
  zipped('NEWS.md', source('CHANGELOG.md'))
  const date = new Date(timeS * 1000).toUTCString().replace('GMT', '+0000')
  const maintainer = /^Maintainer: (.*)$/m.exec(template('control'))?.[1] ?? ''
  zipped(
    'changelog',
    `pesit-drop (${version}) stable; urgency=medium\n\n  * What has changed: /usr/share/doc/pesit-drop/NEWS.md.gz\n\n -- ${maintainer}  ${date}\n`,
  )
  cpSync(join(root, 'examples'), join(tree, documents, 'examples'), {
    recursive: true,
    filter: (path) => !/\/(target|__pycache__)$/.test(path),
  })
  const list = modules.map((one) => ` ${one.name} ${one.version}: ${one.licence}\n`)
  put(tree, `${documents}/copyright`, `${template('copyright')}${list.join('')}`)
}

function putControl(tree: string, { architecture, version }: Order): void {
  const files = filesIn(tree).filter((path) => !path.startsWith('DEBIAN/'))
  const sizeKb = files.reduce(
    (sum, path) => sum + Math.ceil(statSync(join(tree, path)).size / 1024),
    0,
  )
  const control = template('control')
    .replace('@VERSION@', version)
    .replace('@ARCHITECTURE@', architecture)
    .replace('@SIZE@', String(sizeKb))
  put(tree, 'DEBIAN/control', control)
  put(tree, 'DEBIAN/conffiles', '/etc/pesit-drop/config.yaml\n')
  const sums = files
    .filter((path) => !path.startsWith('etc/'))
    .map((path) => `${md5(join(tree, path))}  ${path}\n`)
  put(tree, 'DEBIAN/md5sums', sums.join(''))
  for (const script of ['preinst', 'postinst', 'prerm', 'postrm'])
    put(tree, `DEBIAN/${script}`, template(script).replace('@SCHEMA@', String(schemaVersion())))
}

/** The number of the last migration of the ledger. */
function schemaVersion(): number {
  return readdirSync(join(root, 'dist/ledger/sqlite/migrations')).filter((name) =>
    name.endsWith('.sql'),
  ).length
}

function md5(path: string): string {
  return createHash('md5').update(readFileSync(path)).digest('hex')
}

/** Sorted. */
function filesIn(tree: string): readonly string[] {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(tree.length + 1))
    .sort()
}

const programs = /^(DEBIAN\/(pre|post)(inst|rm)|usr\/bin\/.*|usr\/lib\/pesit-drop\/bin\/.*)$/

/** Modes and times, whatever the umask and the clock of the builder are. */
function settle(tree: string, timeS: number): void {
  for (const path of filesIn(tree)) {
    chmodSync(join(tree, path), programs.test(path) ? 0o755 : 0o644)
    lutimesSync(join(tree, path), timeS, timeS)
  }
  const folders = readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
  for (const folder of [...folders, tree]) {
    chmodSync(folder, 0o755)
    lutimesSync(folder, timeS, timeS)
  }
}

const work = mkdtempSync(join(tmpdir(), 'pesit-drop-deb-'))
try {
  console.log(pack(orderOf(process.argv.slice(2)), work))
} finally {
  rmSync(work, { recursive: true, force: true })
}

// The packages that the program needs when it runs, as package-lock.json names them, without what only their
// developers, or other machines, need.

import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'

export interface ModuleLicence {
  readonly name: string
  readonly version: string
  readonly licence: string
}

/** Files that no program loads: types, sources of compiled code, pages, scripts of developers. */
const useless =
  /\.(map|ts|mts|cts|md|markdown|flow|html|sh|ya?ml|tgz|gypi?|h|c|cc|cpp|tsbuildinfo|test\.js)$|^\.|^Makefile$/
const kept = /licen[cs]e|copying|notice|authors/i
/** Folders at the top of a package. */
const uselessFolders =
  /^(tests?|__tests__|integration|bench(marks?)?|examples?|docs?|coverage|scripts|tools|types|\..*)$/

/**
 * Installs into `folder`/node_modules and returns what is there, by name. No script of a package runs.
 * `root`: where package.json and package-lock.json are. `cpu`: as npm calls it.
 */
export function installModules(
  root: string,
  folder: string,
  cpu: string,
): readonly ModuleLicence[] {
  mkdirSync(folder, { recursive: true })
  for (const name of ['package.json', 'package-lock.json'])
    copyFileSync(join(root, name), join(folder, name))
  const platform = ['--os=linux', `--cpu=${cpu}`, '--libc=glibc']
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--silent']
  execFileSync('npm', ['ci', '--omit=dev', ...platform, ...quiet], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const modules = join(folder, 'node_modules')
  const packages = packagesIn(modules)
  for (const path of packages) prune(path)
  for (const name of ['.bin', '.package-lock.json'])
    rmSync(join(modules, name), { recursive: true, force: true })
  prunePrebuilt(join(modules, '@photostructure', 'sqlite'), `linux-${cpu}`)
  return packages.map(licenceOf).sort((a, b) => (a.name < b.name ? -1 : 1))
}

function packagesIn(modules: string): string[] {
  return readdirSync(modules, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === 'package.json')
    .map((entry) => entry.parentPath)
    .filter((path) => /^(.*\/node_modules\/)?(@[^/]+\/)?[^/@]+$/.test(relative(modules, path)))
    .sort()
}

function licenceOf(path: string): ModuleLicence {
  const { name, version, license } = JSON.parse(
    readFileSync(join(path, 'package.json'), 'utf8'),
  ) as { name: string; version: string; license?: string }
  return { name, version, licence: license ?? 'see its folder' }
}

/** Returns whether something is left. Other packages inside stay: they are pruned by themselves. */
function prune(folder: string, top = true): boolean {
  if (top) for (const program of programsOf(folder)) rmSync(join(folder, program), { force: true })
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.name === 'node_modules') continue
    if (entry.isDirectory()) {
      if ((top && uselessFolders.test(entry.name)) || !prune(path, false))
        rmSync(path, { recursive: true })
    } else if (useless.test(entry.name) && !kept.test(entry.name)) rmSync(path)
  }
  return readdirSync(folder).length > 0
}

/** What a package offers to a shell, except where the package loads it as well. */
function programsOf(folder: string): readonly string[] {
  const { bin = {}, main = '' } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as {
    bin?: string | Readonly<Record<string, string>>
    main?: string
  }
  const paths = typeof bin === 'string' ? [bin] : Object.values(bin)
  return paths.filter((path) => join(path) !== join(main))
}

/** SQLite comes compiled for six machines, with its source: 28 MB that this machine never loads. */
function prunePrebuilt(sqlite: string, machine: string): void {
  rmSync(join(sqlite, 'src'), { recursive: true, force: true })
  const prebuilds = join(sqlite, 'prebuilds')
  for (const name of readdirSync(prebuilds))
    if (name !== machine) rmSync(join(prebuilds, name), { recursive: true })
  for (const name of readdirSync(join(prebuilds, machine)))
    if (name.includes('musl')) rmSync(join(prebuilds, machine, name))
}

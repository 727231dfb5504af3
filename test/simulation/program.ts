// Compiles a program of ours into one function whose free names are the world: each call of it is a new life
// with modules of its own, as a new process has. Nothing of the program is changed; where it imports
// `node:fs`, `node:net`, SQLite, a watcher or chance, and where it asks for the time or a timer, it gets the
// simulated one.
//
// A known-bad twin is the same program with a few words of its text replaced.

import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { editedFiles, root, type Twin } from '../twins/twin.ts'

/** The names that the world gives; everything else that a program knows is its own. */
export const worldNames = [
  'exports',
  'module',
  'require',
  'process',
  'performance',
  'Date',
  'Math',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'crypto',
] as const

export type World = Readonly<
  Record<Exclude<(typeof worldNames)[number], 'exports' | 'module'>, unknown>
>

export interface Program {
  /** A new life of it: its modules begin anew. */
  begin(world: World): unknown
}

export async function compile(
  entry: 'daemon' | 'bank',
  twin: Twin | null = null,
): Promise<Program> {
  const edited = twin === null ? new Map<string, string>() : editedFiles(twin)
  const built = await build({
    entryPoints: [join(root, `test/simulation/programs/${entry}.ts`)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['chokidar', '@photostructure/sqlite', 'undici', 'nodemailer'],
    plugins: [asWritten(edited)],
    logLevel: 'silent',
  })
  const text = built.outputFiles[0]?.text ?? ''
  // The program is one function of its world; only its own text goes in.
  const life = new Function(...worldNames, text) as (...world: unknown[]) => void
  return {
    begin(world) {
      const module = { exports: {} }
      const given: Record<string, unknown> = { ...world, module, exports: module.exports }
      life(...worldNames.map((name) => given[name]))
      return module.exports
    },
  }
}

function asWritten(edited: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'as-written',
    setup(building) {
      building.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
        const text = edited.get(relative(join(root, 'src'), path)) ?? readFileSync(path, 'utf8')
        // One file has no place of its own any more: where a module asks for it, it gets that of its source.
        const url = JSON.stringify(pathToFileURL(path).href)
        return { contents: text.replaceAll('import.meta.url', url), loader: 'ts' }
      })
    },
  }
}

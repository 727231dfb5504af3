// Known-bad twins: the program with one rule of its write order broken. A campaign that does not fail on the
// twins it is meant for proves nothing. A twin is told as replacements in the sources, each of which occurs
// exactly once there, so that a change of the code around it is noticed by the suite.

import { cpSync, readFileSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import ts from 'typescript'

export interface Edit {
  /** Below `src/`. */
  readonly file: string
  readonly from: string
  readonly to: string
}

export interface Twin {
  readonly name: string
  /** What it does wrong, and so what must be seen of it. */
  readonly wrong: string
  readonly edits: readonly Edit[]
}

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** The twin's text of each file that it changes. @throws when an edit does not apply exactly once. */
export function editedFiles({ name, edits }: Twin): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const { file, from, to } of edits) {
    const text = texts.get(file) ?? readFileSync(join(root, 'src', file), 'utf8')
    const times = text.split(from).length - 1
    if (times !== 1)
      throw new Error(`twin ${name}: in src/${file} this occurs ${times} times, not once:\n${from}`)
    texts.set(
      file,
      text.replace(from, () => to),
    )
  }
  return texts
}

const programs = [
  'cli/main.ts',
  'share/process/child-main.ts',
  'admission/check-main.ts',
  'ledger/thread/thread-main.ts',
]

/**
 * Builds the program into `folder`: in few files, since a campaign starts it a thousand times, and that is
 * most of its time. `twin` null: as it is. `more`: entry points (absolute paths) that are built beside it.
 * Returns the path of its `main.js`.
 */
export async function buildProgram(
  folder: string,
  twin: Twin | null,
  more: readonly string[] = [],
): Promise<string> {
  // As deep as the sources of the commands lie, so that what they name beside the program is found.
  const place = join(folder, 'dist', 'cli', 'commands')
  const edited = twin === null ? new Map<string, string>() : editedFiles(twin)
  await build({
    entryPoints: [...programs.map((path) => join(root, 'src', path)), ...more],
    entryNames: '[name]',
    outdir: place,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@photostructure/sqlite'],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    plugins: [replacing(edited)],
    logLevel: 'error',
  })
  // Where migrate.ts looks for them from the bundle.
  const migrations = join(folder, 'dist', 'cli', 'migrations')
  cpSync(join(root, 'src/ledger/sqlite/migrations'), migrations, { recursive: true })
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  for (const beside of ['node_modules', 'samples'])
    symlinkSync(join(root, beside), join(folder, beside))
  return join(place, 'main.js')
}

function replacing(edited: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'twin',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const contents = edited.get(relative(join(root, 'src'), path))
        return contents === undefined ? null : { contents, loader: 'ts' }
      })
    },
  }
}

/**
 * What the compiler does not understand is no twin: it would break by accident, and where a failure is expected
 * anyway, nobody would notice. Unused names and unreachable code are what a twin leaves behind.
 */
export function typeFaults(all: readonly Twin[]): ReadonlyMap<string, readonly string[]> {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  let edited = new Map<string, string>()
  let version = 0
  const service = ts.createLanguageService({
    getScriptFileNames: () => programs.map((path) => join(root, 'src', path)),
    getScriptVersion: (path) => (edited.has(path) ? `twin-${version}` : '0'),
    getScriptSnapshot(path) {
      const text = edited.get(path) ?? ts.sys.readFile(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => ({
      ...options,
      noUnusedLocals: false,
      noUnusedParameters: false,
    }),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  })
  return new Map(
    all.map((twin) => {
      const files = [...editedFiles(twin)]
      edited = new Map(files.map(([file, text]) => [join(root, 'src', file), text]))
      version += 1
      const faults = files.flatMap(([file]) => {
        const path = join(root, 'src', file)
        return [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)]
          .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
          .map((text) => `${file}: ${text}`)
      })
      return [twin.name, faults]
    }),
  )
}

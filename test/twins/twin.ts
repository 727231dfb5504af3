// Known-bad twins: the program with one rule of its write order broken. A campaign that does not fail on the
// twins it is meant for proves nothing. A twin is told as replacements in the sources, each of which occurs
// exactly once there, so that a change of the code around it is noticed by the suite.

import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
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

/** Copies the built program (`dist`) into `folder`, as the twin; gives the path of its `main.js`. */
export function buildTwin(twin: Twin, folder: string): string {
  const dist = join(folder, 'dist')
  cpSync(join(root, 'dist'), dist, { recursive: true })
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [file, text] of editedFiles(twin))
    writeFileSync(join(dist, file.replace(/\.ts$/, '.js')), asJavaScript(file, text))
  return join(dist, 'cli', 'main.js')
}

/** Copies the sources into `folder/src`, as the twin, for campaigns that import them. */
export function copyTwinSources(twin: Twin, folder: string): string {
  const src = join(folder, 'src')
  cpSync(join(root, 'src'), src, { recursive: true })
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [file, text] of editedFiles(twin)) writeFileSync(join(src, file), text)
  return src
}

function asJavaScript(fileName: string, text: string): string {
  return ts.transpileModule(text, {
    fileName,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  }).outputText
}

/** What does not even parse is no twin. */
export function syntaxFaults(twin: Twin): readonly string[] {
  return [...editedFiles(twin)].flatMap(([fileName, text]) =>
    (
      ts.transpileModule(text, {
        fileName,
        reportDiagnostics: true,
        compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
      }).diagnostics ?? []
    ).map(
      ({ messageText }) => `${fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    ),
  )
}

// Parses YAML into plain values with the position of each. The only file that imports yaml. Any text leads to
// a value or to faults: the parser is recursive and deeply nested brackets would crash the process, so the
// nesting is measured first by the tokens.

import {
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  Parser,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import { type ArgumentsOf, type CodedMessage, message } from '../wording/catalogue.ts'

export interface Fault {
  /** From 1; 1:1 for a fault of the whole file. */
  readonly line: number
  readonly column: number
  /** The keys that lead to the value, such as `banks[0].port`; '' for the whole file or its text. */
  readonly path: string
  readonly message: CodedMessage
}

export interface Parsed {
  readonly value: unknown
  readonly faults: readonly Fault[]
  /** The position of a value, or of the nearest one around it. */
  placeOf(path: readonly PropertyKey[]): { readonly line: number; readonly column: number }
  /** The position of a key. */
  placeOfKey(
    path: readonly PropertyKey[],
    key: string,
  ): { readonly line: number; readonly column: number }
}

const deepest = 64
const maximumAliases = 100

export function parseYaml(text: string): Parsed {
  if (nestsTooDeep(text)) return tooDeep()
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    stringKeys: true,
  })
  const at = (offset: number | undefined) => {
    const { line, col } = lines.linePos(offset ?? 0)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const nodeAt = (path: readonly PropertyKey[]): Node | null => {
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range !== undefined) return node
    }
    return isNode(document.contents) ? document.contents : null
  }
  return {
    ...plainValue(document, (offset, coded) => ({ ...at(offset), path: '', message: coded }), text),
    placeOf: (path) => at(nodeAt(path)?.range?.[0]),
    placeOfKey(path, key) {
      const node: unknown = path.length === 0 ? document.contents : document.getIn([...path], true)
      const pair = isMap(node)
        ? node.items.find(
            (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key,
          )
        : undefined
      return at(isScalar(pair?.key) ? pair.key.range?.[0] : nodeAt(path)?.range?.[0])
    },
  }
}

type FaultAt = (offset: number, coded: CodedMessage) => Fault

function plainValue(
  document: Document.Parsed,
  faultAt: FaultAt,
  text: string,
): Pick<Parsed, 'value' | 'faults'> {
  // First a missing quote before *: the parser's other faults follow from it.
  const faults = [
    ...lostAliases(document, faultAt),
    ...[...document.errors, ...document.warnings].map((error) =>
      faultAt(error.pos[0], plain(error, text)),
    ),
  ]
  if (faults.length > 0) return { value: null, faults: oneALine(faults) }
  try {
    return { value: document.toJS({ maxAliasCount: maximumAliases }) as unknown, faults }
  } catch {
    return { value: null, faults: [faultAt(0, message('CONFIG-NOT-YAML', { why: 'aliases' }))] }
  }
}

function tooDeep(): Parsed {
  const place = { line: 1, column: 1 }
  const coded = message('CONFIG-NOT-YAML', { why: 'deep', maximumLevels: deepest })
  return {
    value: null,
    faults: [{ ...place, path: '', message: coded }],
    placeOf: () => place,
    placeOfKey: () => place,
  }
}

function nestsTooDeep(text: string): boolean {
  const waiting: { token: CST.Token; depth: number }[] = []
  for (const token of new Parser().parse(text)) waiting.push({ token, depth: 0 })
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next
    if (depth > deepest) return true
    const inside = (inner: CST.Token | null | undefined) => {
      if (inner !== null && inner !== undefined) waiting.push({ token: inner, depth: depth + 1 })
    }
    if (token.type === 'document') inside(token.value)
    if (!('items' in token)) continue
    for (const item of token.items) {
      inside('key' in item ? item.key : null)
      inside(item.value)
    }
  }
  return false
}

/** YAML reads `take: [*.xml]` as an alias; usually quotes are missing. */
function lostAliases(document: Document.Parsed, faultAt: FaultAt): Fault[] {
  const faults: Fault[] = []
  visit(document, (_, node) => {
    if (isAlias(node) && node.resolve(document) === undefined)
      faults.push(faultAt(node.range?.[0] ?? 0, message('CONFIG-NOT-YAML', { why: 'star' })))
  })
  return faults
}

/** One mistake often causes several faults; only the first one of a line is reported. */
function oneALine(faults: readonly Fault[]): readonly Fault[] {
  return faults.filter(({ line }, index) => faults.findIndex((one) => one.line === line) === index)
}

function plain({ code, message: words, pos }: YAMLError, text: string): CodedMessage {
  const [first = words] = words.split('\n')
  const notYaml = (values: ArgumentsOf<'CONFIG-NOT-YAML'>) => message('CONFIG-NOT-YAML', values)
  switch (code) {
    case 'TAB_AS_INDENT':
      return notYaml({ why: 'tab' })
    case 'DUPLICATE_KEY':
      return notYaml({
        why: 'key-twice',
        key: /^[^\s:]*/.exec(text.slice(pos[0], pos[0] + 80))?.[0] ?? '',
      })
    case 'MULTIPLE_DOCS':
      return notYaml({ why: 'second-document' })
    case 'TAG_RESOLVE_FAILED':
      return notYaml({ why: 'tag' })
    case 'NON_STRING_KEY':
      return notYaml({ why: 'key-not-word' })
    default:
      return /^(Unexpected alias|Alias cannot)/.test(first)
        ? notYaml({ why: 'star' })
        : notYaml({ why: 'other', error: lower(first).replace(/\.$/, '') })
  }
}

function lower(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`
}

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

export interface Fault {
  /** From 1; 1:1 for a fault of the whole file. */
  readonly line: number
  readonly column: number
  readonly text: string
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
  if (nestsTooDeep(text)) return unreadable(`more than ${deepest} levels lie inside each other`)
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
    ...plainValue(document, (offset, words) => ({ ...at(offset), text: words }), text),
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

type FaultAt = (offset: number, text: string) => Fault

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
    const words = 'aliases (*name) multiply beyond measure: write the values out'
    return { value: null, faults: [faultAt(0, words)] }
  }
}

function unreadable(text: string): Parsed {
  const place = { line: 1, column: 1 }
  return {
    value: null,
    faults: [{ ...place, text: `this is no configuration: ${text}` }],
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

const starWords = 'a value that begins with * must stand in quotes, such as "*.xml"'

/** YAML reads `take: [*.xml]` as an alias; usually quotes are missing. */
function lostAliases(document: Document.Parsed, faultAt: FaultAt): Fault[] {
  const faults: Fault[] = []
  visit(document, (_, node) => {
    if (isAlias(node) && node.resolve(document) === undefined)
      faults.push(faultAt(node.range?.[0] ?? 0, starWords))
  })
  return faults
}

/** One mistake often causes several faults; only the first one of a line is reported. */
function oneALine(faults: readonly Fault[]): readonly Fault[] {
  return faults.filter(({ line }, index) => faults.findIndex((one) => one.line === line) === index)
}

function plain({ code, message, pos }: YAMLError, text: string): string {
  const [first = message] = message.split('\n')
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'there is a tab: indentation is made of blanks'
    case 'DUPLICATE_KEY':
      return `the key “${/^[^\s:]*/.exec(text.slice(pos[0], pos[0] + 80))?.[0] ?? ''}” stands twice`
    case 'MULTIPLE_DOCS':
      return 'a second document begins here: one file is one configuration, without ---'
    case 'TAG_RESOLVE_FAILED':
      return 'tags (!name) are not read here; a value that begins with ! must stand in quotes'
    case 'NON_STRING_KEY':
      return 'a key must be a plain word'
    default:
      return /^(Unexpected alias|Alias cannot)/.test(first)
        ? starWords
        : `this is not YAML: ${lower(first)}`
  }
}

function lower(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`
}

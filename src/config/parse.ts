// YAML into plain values, with the place of each. The only door to yaml.

import { isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml'

export interface Fault {
  /** 1-based; 1:1 when it concerns the whole file. */
  readonly line: number
  readonly column: number
  readonly text: string
}

export interface Parsed {
  readonly value: unknown
  readonly faults: readonly Fault[]
  /** Where a value stands, or the nearest that encloses it. */
  placeOf(path: readonly PropertyKey[]): { readonly line: number; readonly column: number }
  /** Where a key stands. */
  placeOfKey(
    path: readonly PropertyKey[],
    key: string,
  ): { readonly line: number; readonly column: number }
}

export function parseYaml(text: string): Parsed {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  })
  const at = (offset: number | undefined) => {
    const { line, col } = lines.linePos(offset ?? 0)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const faults = document.errors.map((error) => ({
    ...at(error.pos[0]),
    text: plain(error.message),
  }))
  const nodeAt = (path: readonly PropertyKey[]): Node | null => {
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range !== undefined) return node
    }
    return isNode(document.contents) ? document.contents : null
  }
  return {
    value: faults.length > 0 ? null : (document.toJS({ maxAliasCount: 100 }) as unknown),
    faults,
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

function plain(message: string): string {
  const [first = message] = message.split('\n')
  return `this is not YAML: ${first.charAt(0).toLowerCase()}${first.slice(1)}`
}

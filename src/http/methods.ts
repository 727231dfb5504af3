// Which methods a path has: for callers that use another method (405 with Allow), and for OPTIONS. Pure.

export interface MethodTable {
  add(method: string, pattern: string): void
  /** The methods of the path, in order; empty if no route has it. */
  methodsOf(path: string): readonly string[]
}

export function createMethodTable(): MethodTable {
  const routes: { readonly method: string; readonly parts: readonly string[] }[] = []
  return {
    add: (method, pattern) => void routes.push({ method, parts: partsOf(pattern) }),
    methodsOf(path) {
      const asked = partsOf(path)
      const fits = routes.filter(({ parts }) => isAt(parts, asked))
      // The router prefers a literal to a parameter: /transfers/stats is not a transfer.
      const words = (parts: readonly string[]) => parts.filter((part) => !isParameter(part)).length
      const most = Math.max(...fits.map(({ parts }) => words(parts)))
      const found = fits.filter(({ parts }) => words(parts) === most)
      return [...new Set(found.map(({ method }) => method))].sort()
    },
  }
}

function partsOf(path: string): readonly string[] {
  const [plain = ''] = path.split('?', 1)
  return plain.split('/').filter((part) => part !== '')
}

function isParameter(part: string): boolean {
  return part.startsWith(':')
}

function isAt(pattern: readonly string[], asked: readonly string[]): boolean {
  return (
    pattern.length === asked.length &&
    pattern.every((part, index) => isParameter(part) || part === asked[index])
  )
}

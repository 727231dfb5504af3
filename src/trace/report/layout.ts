// Text of a given width (100 characters by default): a left part, then pieces that are never broken; further
// lines are indented below the first piece.

export const usualColumns = 100
/** The minimum width behind a left part. */
export const leastColumns = 64

/** Pieces of one paragraph; `break` begins a new line. */
export type Piece = string | { readonly break: true }

export const lineBreak: Piece = { break: true }

/**
 * `pieces` behind `left`, joined by `between` as long as they fit. Widths are those of the plain text;
 * `paint` colours a part of a piece, usually all of it, when its place is known.
 */
export function hanging(
  left: string,
  pieces: readonly Piece[],
  options: {
    readonly between: string
    readonly columns?: number
    readonly paint?: (part: string, piece: string) => string
  },
): readonly string[] {
  const { between, columns = usualColumns, paint = (part) => part } = options
  const indent = ' '.repeat(left.length)
  const lines: string[] = []
  let line: string[] = []
  let width = left.length
  const close = () => {
    lines.push(`${lines.length === 0 ? left : indent}${line.join(between)}`.trimEnd())
    line = []
    width = left.length
  }
  for (const piece of pieces) {
    if (typeof piece !== 'string') {
      if (line.length > 0) close()
      continue
    }
    for (const part of fitted(piece, columns - left.length)) {
      const needed = part.length + (line.length === 0 ? 0 : between.length)
      if (line.length > 0 && width + needed > columns) close()
      width += part.length + (line.length === 0 ? 0 : between.length)
      line.push(paint(part, piece))
    }
  }
  if (line.length > 0 || lines.length === 0) close()
  return lines
}

/** A sentence as pieces: its words. */
export function wordsOf(text: string): readonly string[] {
  return text.split(' ')
}

/** Breaks text that is longer than a line between words, or at the end of the line if there is no blank. */
function fitted(piece: string, room: number): readonly string[] {
  const parts: string[] = []
  let rest = piece
  while (rest.length > room) {
    const space = rest.lastIndexOf(' ', room)
    const end = space > 0 ? space : room
    parts.push(rest.slice(0, end))
    rest = rest.slice(space > 0 ? end + 1 : end)
  }
  return [...parts, rest]
}

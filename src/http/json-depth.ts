// How deep a JSON text is nested, without parsing it: one look at each character. Our own bodies have only a
// few levels. Parsers, checks and messages that work on deeply nested values may take seconds or exhaust the
// stack.

export const maximumDepth = 32

export function isTooDeep(text: string, most: number = maximumDepth): boolean {
  let depth = 0
  let isText = false
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at)
    if (isText) {
      if (sign === backslash) at += 1
      else if (sign === quote) isText = false
    } else if (sign === quote) isText = true
    else if (sign === openBracket || sign === openBrace) {
      depth += 1
      if (depth > most) return true
    } else if (sign === closeBracket || sign === closeBrace) depth -= 1
  }
  return false
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [
  0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d,
]

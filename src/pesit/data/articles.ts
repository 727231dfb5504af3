// The articles in a data FPDU (PeSIT E §4.3, §4.5). Octet 6 of the header is n:
//
//   body of DTF = article                            where n = 0
//               | n × ( length (2 bytes) article )   where n > 0; they fill the body exactly
//
// Some peers send n = 1 with a bare article, others with a prefixed one: the bytes decide. Pieces are views,
// nothing is copied.

import { ProtocolError } from '../protocol-error.ts'

export interface Articles {
  readonly pieces: readonly Uint8Array[]
  readonly dataBytes: number
  readonly articles: number
  readonly oddity: string | null
}

/**
 * @throws ProtocolError (remote, 3-311) for lengths that do not add up, 2-220 for a record longer than PI 32.
 */
export function readArticles(
  body: Uint8Array,
  count: number,
  maximumArticleBytes: number,
): Articles {
  if (count === 0) return bare(body, maximumArticleBytes, null)
  if (count === 1 && length(body, 0) !== body.length - 2) {
    return bare(body, maximumArticleBytes, 'DTF says one prefixed article and holds a bare one')
  }
  if (count * 2 > body.length) throw wrong(`DTF says ${count} articles in ${body.length} bytes`)
  const pieces: Uint8Array[] = []
  let offset = 0
  for (let article = 0; article < count; article += 1) {
    if (offset + 2 > body.length) throw wrong(`DTF says ${count} articles and holds ${article}`)
    const size = length(body, offset)
    const end = offset + 2 + size
    if (end > body.length)
      throw wrong(`an article says ${size} bytes where ${body.length - offset - 2} are left`)
    checkSize(size, maximumArticleBytes)
    pieces.push(body.subarray(offset + 2, end))
    offset = end
  }
  if (offset !== body.length)
    throw wrong(`DTF has ${body.length - offset} bytes behind its last article`)
  return { pieces, dataBytes: body.length - 2 * count, articles: count, oddity: null }
}

function bare(body: Uint8Array, maximumArticleBytes: number, oddity: string | null): Articles {
  if (body.length === 0) throw wrong('an empty DTF')
  checkSize(body.length, maximumArticleBytes)
  return { pieces: [body], dataBytes: body.length, articles: 1, oddity }
}

function length(body: Uint8Array, offset: number): number {
  return (body[offset] ?? 0) * 256 + (body[offset + 1] ?? 0)
}

export function checkSize(sizeBytes: number, maximumArticleBytes: number): void {
  if (sizeBytes <= maximumArticleBytes) return
  const message = `a record of ${sizeBytes} bytes where at most ${maximumArticleBytes} were announced`
  throw new ProtocolError(message, { fault: 'remote', diagnostic: { type: 2, reason: 220 } })
}

function wrong(message: string): ProtocolError {
  return new ProtocolError(message, { fault: 'remote', diagnostic: { type: 3, reason: 311 } })
}

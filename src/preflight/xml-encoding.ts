// In which encoding an XML file is, from its first bytes. Pure.

export type Decoder = InstanceType<typeof TextDecoder>

export function isWide(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
}

/** From the byte order mark, or the declaration in the first bytes. Throws for an encoding nobody knows. */
export function decoderFor(head: Uint8Array): Decoder {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le', { fatal: true })
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be', { fatal: true })
  const label = declaredEncoding(head)
  if (label.startsWith('utf-16')) throw new Error('it says UTF-16 and is not')
  return new TextDecoder(label, { fatal: true })
}

function declaredEncoding(head: Uint8Array): string {
  const declared = /encoding\s*=\s*["']([\w.:-]+)["']/.exec(
    String.fromCharCode(...head.subarray(0, 200)),
  )?.[1]
  return declared?.toLowerCase() ?? 'utf-8'
}

/** Bytes that are not in it are replaced. Markup, accounts and amounts are read the same in all that is tried. */
export function tolerantDecoderFor(head: Uint8Array): Decoder {
  if (isWide(head)) return new TextDecoder(head[0] === 0xff ? 'utf-16le' : 'utf-16be')
  const label = declaredEncoding(head)
  // Programs that write a text in memory declare its encoding there, and store another one.
  if (label.startsWith('utf-16')) return new TextDecoder('utf-8')
  try {
    return new TextDecoder(label)
  } catch {
    return new TextDecoder('latin1')
  }
}

// Skips blanks and UTF-8 byte order marks before the first byte that has a meaning. Linear in the file. Pure.

const mark = [0xef, 0xbb, 0xbf]

export class LeadingBlanks {
  private isOver = false
  /** How many bytes of a mark have been read, when the end of a chunk cuts it. */
  private ofMark = 0

  /** Returns the rest of the chunk. */
  strip(chunk: Uint8Array): Uint8Array {
    if (this.isOver) return chunk
    for (const [at, byte] of chunk.entries()) {
      if (byte === mark[this.ofMark]) this.ofMark = (this.ofMark + 1) % mark.length
      else if (this.ofMark > 0 || !isBlank(byte)) return this.end(chunk.subarray(at))
    }
    return chunk.subarray(chunk.length)
  }

  /** The first bytes of a mark that is not complete belong to what follows. */
  private end(rest: Uint8Array): Uint8Array {
    this.isOver = true
    return this.ofMark === 0 ? rest : Uint8Array.from([...mark.slice(0, this.ofMark), ...rest])
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}

// Bytes of a file that have come and are not read yet. What is taken is a view where it came in one chunk.

export class ByteQueue {
  /** Of the file: where the first unread byte stands. */
  offset = 0
  length = 0
  private chunks: Uint8Array[] = []
  /** Bytes still to be dropped, that have not come yet. */
  private owed = 0

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.chunks.push(chunk)
    this.length += chunk.length
    if (this.owed > 0) this.skip(0)
  }

  /** Whether bytes to be skipped have not come yet. */
  get isSkipping(): boolean {
    return this.owed > 0
  }

  /** The next bytes without taking them; undefined when too few are there. */
  peek(count: number): Uint8Array | undefined {
    if (this.length < count) return undefined
    const [first] = this.chunks
    if (first === undefined || first.length >= count)
      return (first ?? new Uint8Array(0)).subarray(0, count)
    const joined = new Uint8Array(count)
    let filled = 0
    for (const chunk of this.chunks) {
      const part = chunk.subarray(0, count - filled)
      joined.set(part, filled)
      filled += part.length
      if (filled === count) break
    }
    return joined
  }

  take(count: number): Uint8Array | undefined {
    const bytes = this.peek(count)
    if (bytes !== undefined) this.drop(count)
    return bytes
  }

  /** Drops so many bytes, also those that come later: nothing is kept for it. */
  skip(count: number): void {
    const wanted = this.owed + count
    const now = Math.min(wanted, this.length)
    this.owed = wanted - now
    this.drop(now)
  }

  private drop(count: number): void {
    this.offset += count
    this.length -= count
    let left = count
    let used = 0
    for (const chunk of this.chunks) {
      if (left === 0) break
      if (chunk.length > left) {
        this.chunks[used] = chunk.subarray(left)
        left = 0
        break
      }
      left -= chunk.length
      used += 1
    }
    if (used > 0) this.chunks = this.chunks.slice(used)
  }
}

// The bytes of a file that were loaded and not read yet. Reading returns a view where the bytes came in one
// chunk.

export class ByteQueue {
  /** The offset in the file of the first unread byte. */
  offset = 0
  length = 0
  private chunks: Uint8Array[] = []
  /** How many bytes to skip that have not come yet. */
  private missing = 0

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.chunks.push(chunk)
    this.length += chunk.length
    if (this.missing > 0) this.skip(0)
  }

  /** Whether bytes to be skipped have not come yet. */
  get isSkipping(): boolean {
    return this.missing > 0
  }

  /** The next bytes, without consuming them; undefined while there are too few. */
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

  /** Skips that many bytes, including those that come later, without storing them. */
  skip(count: number): void {
    const wanted = this.missing + count
    const now = Math.min(wanted, this.length)
    this.missing = wanted - now
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

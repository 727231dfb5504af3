// The bytes of one direction that are not consumed yet, in one buffer that grows and is reused.

const smallest = 1024

export class RollingBuffer {
  private memory = new Uint8Array(smallest)
  private start = 0
  private end = 0

  get length(): number {
    return this.end - this.start
  }

  /** A view, valid until the next `append`. */
  get view(): Uint8Array {
    return this.memory.subarray(this.start, this.end)
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.memory.set(bytes, this.end)
    this.end += bytes.length
  }

  appendZeros(count: number): void {
    this.reserve(count)
    this.memory.fill(0, this.end, this.end + count)
    this.end += count
  }

  consume(count: number): void {
    this.start += Math.min(count, this.length)
    if (this.start < this.end) return
    this.start = 0
    this.end = 0
  }

  clear(): void {
    this.memory = new Uint8Array(smallest)
    this.start = 0
    this.end = 0
  }

  private reserve(count: number): void {
    if (this.end + count <= this.memory.length) return
    const needed = this.length + count
    // Moving costs no more than what was consumed since the last time.
    const hasSpace = needed <= this.memory.length && this.start >= this.memory.length / 2
    const target = hasSpace ? this.memory : new Uint8Array(Math.max(2 * needed, smallest))
    target.set(this.memory.subarray(this.start, this.end))
    this.memory = target
    this.end = this.length
    this.start = 0
  }
}

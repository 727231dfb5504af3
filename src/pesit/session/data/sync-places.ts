// The places of the sync points of one attempt, in counted bytes and records: a RESYN names a point, and both
// sides go back to its place (PeSIT E §4.8.3). The start is always known; of the other points only the newest
// are kept, because RESYN must not name a point before the last acknowledged one.

export interface SyncPosition {
  readonly dataBytes: number
  readonly articles: number
}

const maximumPlaces = 1024
const start: SyncPosition = { dataBytes: 0, articles: 0 }

export class SyncPointPlaces {
  private readonly places = new Map<number, SyncPosition>()

  /** A transfer begins, or resumes at a point. */
  startAt(point: number, place: SyncPosition): void {
    this.places.clear()
    if (point > 0) this.places.set(point, place)
  }

  pass(point: number, place: SyncPosition): void {
    this.places.set(point, place)
    if (this.places.size <= maximumPlaces) return
    for (const oldest of this.places.keys()) {
      this.places.delete(oldest)
      return
    }
  }

  of(point: number): SyncPosition | undefined {
    return point === 0 ? start : this.places.get(point)
  }
}

// Where the sync points of one attempt stand, in counted bytes and records: a RESYN names a point, and both
// sides go back to its place (PeSIT E §4.8.3). The start is a place for ever; of the others only the newest
// are kept, because a point older than the last acknowledged one may not be named.

export interface Place {
  readonly dataBytes: number
  readonly articles: number
}

const maximumPlaces = 1024
const start: Place = { dataBytes: 0, articles: 0 }

export class SyncPointPlaces {
  private readonly places = new Map<number, Place>()

  /** A transfer begins, or goes on from a point. */
  startAt(point: number, place: Place): void {
    this.places.clear()
    if (point > 0) this.places.set(point, place)
  }

  pass(point: number, place: Place): void {
    this.places.set(point, place)
    if (this.places.size <= maximumPlaces) return
    for (const oldest of this.places.keys()) {
      this.places.delete(oldest)
      return
    }
  }

  of(point: number): Place | undefined {
    return point === 0 ? start : this.places.get(point)
  }
}

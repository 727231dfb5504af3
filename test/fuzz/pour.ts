// Sends a file of chance bytes, one command at a time, as far as the state and the window allow.

import { Compressor } from '../../src/pesit/data/compression.ts'
import { Packer } from '../../src/pesit/data/packer.ts'
import type { SessionCommand } from '../../src/pesit/session/commands.ts'
import type { Session } from '../../src/pesit/session/session.ts'
import type { Job, Plan } from './plan.ts'
import { chanceOf } from './random.ts'

/** Text that compresses here and there. */
const content = chanceOf(1)
  .bytes(16_384)
  .map((byte, at) => (at % 97 < 40 ? 0x20 : byte))

export class Pour {
  private readonly session: Session
  private readonly plan: Plan
  private readonly job: Job
  private readonly packer: Packer
  private readonly compressor: Compressor | null
  private readonly offsets = new Map<number, number>([[0, 0]])
  private at: number
  private sinceSync = 0
  private syncDue = false
  private ended = false

  constructor(session: Session, plan: Plan, job: Job) {
    this.session = session
    this.plan = plan
    this.job = job
    const { crc, framing, peerId, compression } = session
    const entityBytes = Math.max(32, plan.entityBytes)
    this.packer = new Packer({ ...plan.packing, entityBytes, framing, dst: peerId, crc })
    this.compressor = compression === null ? null : new Compressor(compression)
    this.at = this.placeOf(session.counts.lastSync)
  }

  /** Goes on from a sync point again. */
  goBack(point: number): void {
    this.packer.take()
    this.at = this.placeOf(point)
    this.sinceSync = 0
    this.syncDue = false
    this.ended = false
    this.compressor?.restart()
  }

  next(): SessionCommand | null {
    const { state } = this.session
    if (state === 'TDE07A') return { type: 'end-transfer' }
    if (state !== 'TDE02A' && state !== 'TDL02B') return null
    if (this.syncDue) return this.sync()
    if (this.at < this.job.fileBytes) return this.data()
    if (this.ended) return null
    this.ended = true
    return { type: 'end-data' }
  }

  private sync(): SessionCommand | null {
    if (this.session.windowLeft <= 0) return null
    this.syncDue = false
    this.sinceSync = 0
    this.offsets.set(this.session.counts.lastSync + 1, this.at)
    this.compressor?.restart()
    return { type: 'sync' }
  }

  private data(): SessionCommand {
    const { articleBytes, fileBytes } = this.job
    const interval = this.plan.sync.intervalKb * 1024
    while (this.at < fileBytes && !this.syncDue && this.packer.waitingBytes < 2000) {
      const record = content.subarray(this.at, Math.min(fileBytes, this.at + articleBytes))
      const wire = this.compressor?.compress(record) ?? record
      this.packer.add(wire)
      this.at += record.length
      this.sinceSync += wire.length
      this.syncDue = interval > 0 && this.sinceSync + articleBytes > interval
    }
    const { entities, dataBytes, articles } = this.packer.take()
    return { type: 'data', entities: entities.slice(), dataBytes, articles }
  }

  private placeOf(point: number): number {
    const interval = Math.max(1, this.plan.sync.intervalKb) * 1024
    return this.offsets.get(point) ?? Math.min(this.job.fileBytes, point * interval)
  }
}

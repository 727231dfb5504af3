// What both sides of a fuzzed session are and mean to do, by chance: the options of the two sessions, and the
// transfers and messages that the requester asks for.

import type { CompressionType } from '../../src/pesit/data/compression.ts'
import type { SyncOption } from '../../src/pesit/parameters/parameters.ts'
import { type PaceLimits, usualPace } from '../../src/pesit/session/pace.ts'
import { createRequester } from '../../src/pesit/session/requester/requester.ts'
import { createResponder } from '../../src/pesit/session/responder/responder.ts'
import type { Session } from '../../src/pesit/session/session.ts'
import type { Chance } from './random.ts'

export type Side = 'requester' | 'responder'

export interface Job {
  readonly kind: 'write' | 'read' | 'message'
  readonly restarted: boolean
  readonly fileBytes: number
  readonly articleBytes: number
  readonly compression: CompressionType | null
  readonly recordwise: boolean
  readonly messageBytes: number
}

export interface Packing {
  readonly multiArticle: boolean
  readonly segmentation: boolean
  readonly concatenation: boolean
}

export interface Plan {
  readonly framing: 'prefixed' | 'raw'
  readonly detects: boolean
  readonly crc: boolean
  readonly sync: SyncOption
  readonly resync: boolean
  readonly preConnection: boolean
  readonly abortForm: 'raw' | 'parameter'
  readonly entityBytes: number
  readonly packing: Packing
  readonly jobs: readonly Job[]
  /** A line without an age shows where a session would wait for ever. */
  readonly pace: PaceLimits
  /** PI 22: mostly what the jobs need. */
  readonly accessType: 'write' | 'read' | 'mixed'
}

export const timers = {
  connectMs: 30_000,
  answerMs: 60_000,
  longAnswerMs: 300_000,
  idleMs: 300_000,
}

export function planOf(chance: Chance): Plan {
  const entityBytes = chance.pick([64, 300, 600, 1024, 4096, 65_535])
  const count = chance.pick([1, 1, 1, 2, 3])
  const jobs = Array.from({ length: count }, () => jobOf(chance))
  return {
    framing: chance.often(0.7) ? 'prefixed' : 'raw',
    detects: chance.often(0.7),
    crc: chance.often(0.2),
    sync: chance.often(0.8)
      ? { intervalKb: chance.pick([1, 1, 2, 65_535]), window: chance.pick([0, 1, 2, 2, 15]) }
      : { intervalKb: 0, window: 0 },
    resync: chance.often(0.6),
    preConnection: chance.often(0.3),
    abortForm: chance.often(0.7) ? 'raw' : 'parameter',
    entityBytes,
    packing: {
      multiArticle: chance.often(0.4),
      segmentation: true,
      concatenation: chance.often(0.7),
    },
    jobs,
    pace: chance.often(0.1) ? { ...usualPace, lineMs: 120_000 } : usualPace,
    accessType: accessFor(jobs, chance),
  }
}

function accessFor(jobs: readonly Job[], chance: Chance): Plan['accessType'] {
  const needsRead = jobs.some(({ kind }) => kind === 'read')
  const needsWrite = jobs.some(({ kind }) => kind === 'write')
  if ((needsRead && needsWrite) || chance.often(0.5)) return 'mixed'
  return needsRead ? 'read' : 'write'
}

function jobOf(chance: Chance): Job {
  return {
    kind: chance.pick(['write', 'write', 'write', 'read', 'read', 'read', 'message'] as const),
    restarted: chance.often(0.2),
    fileBytes: chance.pick([0, 1, chance.below(300), chance.below(3000), chance.below(9000)]),
    articleBytes: chance.pick([1 + chance.below(40), 80, 200, 500, 1000, 4000]),
    compression: chance.often(0.3) ? chance.pick([1, 2, 3] as const) : null,
    recordwise: chance.often(0.4),
    messageBytes: chance.pick([0, 10, 500, 4096, 5000, 20_000]),
  }
}

export function requesterOf(plan: Plan): Session {
  const { framing, crc, sync, resync, preConnection, abortForm, entityBytes, accessType } = plan
  return createRequester({
    requester: 'CORPCLI',
    server: 'BANKSRV',
    password: 'SECRET01',
    accessType,
    sync,
    crc,
    resync,
    framing,
    ...(preConnection ? { preConnection: { identifier: 'CORPCLI', password: 'SECRET01' } } : {}),
    connectionId: 1,
    abortForm,
    maximumEntityBytes: entityBytes,
    timers,
    pace: plan.pace,
  })
}

export function responderOf(plan: Plan): Session {
  const { framing, detects, sync, resync, abortForm, entityBytes, pace } = plan
  return createResponder({
    framing: detects ? 'detect' : framing,
    connectionId: 0x61,
    abortForm,
    maximumEntityBytes: entityBytes,
    timers,
    maximumSync: sync,
    resync,
    pace,
  })
}

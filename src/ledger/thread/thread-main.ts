// The program of the thread in which a ledger lives: opens it, says so, and serves it until it is closed.

import { parentPort, workerData } from 'node:worker_threads'
import { present } from '../../lib/assert.ts'
import { systemClock } from '../../lib/time/clock.ts'
import { openLedger } from '../open.ts'
import { openReserve } from '../reserve.ts'
import type { ThreadData } from './open-in-thread.ts'
import { serveLedger } from './serve.ts'
import { sharingReserve } from './shared-reserve.ts'
import { failureOf, type FromLedger, type ToLedger } from './wire.ts'

const port = present(parentPort, 'the port of the thread')
const post = (sent: FromLedger): void => port.postMessage(sent)
const { folder, zone, language, mount, reserveBytes, shared } = workerData as ThreadData
const reserve = sharingReserve(openReserve(folder, reserveBytes), shared)

try {
  const ledger = await openLedger({
    ...{ folder, zone, language, mount, reserve, clock: systemClock },
    onFailed: (error) => post({ kind: 'failed', failure: failureOf(error) }),
  })
  const take = serveLedger({ ledger, restore: () => reserve.restore(), post })
  port.on('message', (sent: ToLedger) => take(sent))
  post({ kind: 'opened' })
} catch (error) {
  post({ kind: 'not-opened', failure: failureOf(error) })
  port.close()
}

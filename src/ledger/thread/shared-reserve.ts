// The state of the ledger's reserve in memory that both threads see: whether it stands is asked before each
// claim and each attempt, at once and without a call.

import type { LedgerReserve } from '../reserve.ts'

const standsAt = 0
const neededAt = 1

export function createSharedReserve(): BigInt64Array {
  return new BigInt64Array(new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT))
}

/** The reserve, which writes into the shared memory each time that it changes. */
export function sharingReserve(reserve: LedgerReserve, shared: BigInt64Array): LedgerReserve {
  const share = () => {
    Atomics.store(shared, standsAt, reserve.stands() ? 1n : 0n)
    Atomics.store(shared, neededAt, BigInt(reserve.neededBytes()))
  }
  return {
    ...reserve,
    release() {
      const stood = reserve.release()
      share()
      return stood
    },
    async restore() {
      const stands = await reserve.restore()
      share()
      return stands
    },
  }
}

/** What the other thread knows of it. */
export function seenReserve(shared: BigInt64Array): Pick<LedgerReserve, 'stands' | 'neededBytes'> {
  return {
    stands: () => Atomics.load(shared, standsAt) === 1n,
    neededBytes: () => Number(Atomics.load(shared, neededAt)),
  }
}

// Wherever a route takes the id of a transfer, its last characters or the name of its file are enough. Here
// they become the one id that is meant, before the route sees them. If several transfers fit, the call is
// refused with the list of them, so that no order ever goes to another file than the one that was meant.
// Without a key, only the caller's own transfers are searched.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { ambiguous, lookUp } from '../../ledger/look-up.ts'
import type { FetchRecords } from '../../ledger/contract/fetches.ts'
import type { TransferSearch } from '../../ledger/contract/searching.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import { problem, sendProblem } from '../responses/problem.ts'

export interface NamedTransferDeps {
  readonly ledger: Pick<TransferReading, 'find'> &
    Pick<TransferSearch, 'named'> &
    Pick<FetchRecords, 'findFetch'>
}

/** A place in a request where such an id may be. */
interface Place {
  readonly asked: string
  replace(id: string): void
}

export function createNamedTransfers({ ledger }: NamedTransferDeps) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    if (request.routeOptions.config.transferId !== true) return undefined
    for (const { asked, replace } of placesIn(request)) {
      if ((await ledger.findFetch(asked)) !== null) continue
      const found = await lookUp(ledger, asked, request.caller.uid)
      if (found.kind === 'ambiguous') return sendProblem(reply, several(asked, found))
      if (found.kind === 'found') replace(found.transfer.id)
    }
    return undefined
  }
}

const several = (asked: string, found: Parameters<typeof ambiguous>[1]) =>
  problem(ambiguous(asked, found))

/**
 * `id` in the path; in the body, `again` (a named twin) and `transferId` (the transfer that a message is
 * about).
 */
function placesIn({ params, body }: FastifyRequest): readonly Place[] {
  const about = isObject(body) ? body['about'] : undefined
  return [...placeAt(params, 'id'), ...placeAt(body, 'again'), ...placeAt(about, 'transferId')]
}

function placeAt(value: unknown, key: string): readonly Place[] {
  if (!isObject(value) || !Object.hasOwn(value, key)) return []
  const asked = value[key]
  return typeof asked === 'string' ? [{ asked, replace: (id) => void (value[key] = id) }] : []
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

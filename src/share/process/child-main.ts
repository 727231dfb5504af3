// The program of the process that runs the verbs of one share.

import { serveRequests } from '../../lib/machine/serve-requests.ts'
import { localShare } from '../local.ts'
import type { VerbRequest } from './worker.ts'

serveRequests(({ verb, request }: VerbRequest, reportProgress) => {
  const work = localShare(reportProgress)[verb] as (request: unknown) => Promise<unknown>
  return work(request)
})

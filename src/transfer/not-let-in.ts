// What becomes of a file whose bank refuses how we identify ourselves. That is no fault of the file: it costs
// it no attempt, and it goes when that is mended. Pure.

import type { Transfer } from '../journey/transfer.ts'
import { message } from '../wording/catalogue.ts'
import type { Verdict } from './verdict.ts'

export function notLetIn(what: string, { bank, attempts }: Transfer): Verdict {
  const told = message('WAITS-FOR-ACCESS', { bank, what })
  return {
    event: 'bank-deferred',
    patch: { attempts: Math.max(0, attempts - 1), reason: told, dueMs: null },
    sentence: told,
    bankRestsMs: null,
  }
}

// `failpoint-program NAME…`: passes the failpoints in this order, and says each that it has passed.

import { writeSync } from 'node:fs'
import { failpoint } from '../../src/lib/failpoint.ts'

type FailpointName = Parameters<typeof failpoint>[0]

for (const name of process.argv.slice(2)) {
  failpoint(name as FailpointName)
  writeSync(1, `${name} `)
}

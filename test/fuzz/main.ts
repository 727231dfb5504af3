// npm run fuzz -- [--sessions N] [--seed S] [--role requester|responder] [--codec]
//
// Session i has the seed S + i. What fails is printed with the command line that does it again.

import { parseArgs } from 'node:util'
import { runCampaign, type What } from './campaign.ts'

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    role: { type: 'string' },
    codec: { type: 'boolean', default: false },
  },
})

const all: readonly What[] = ['requester', 'responder', 'codec']
const asked = all.filter((what) =>
  values.codec ? what === 'codec' : values.role === undefined || what === values.role,
)
const sessions = Number(values.sessions)
const seed = Number(values.seed)
if (asked.length === 0 || !Number.isSafeInteger(sessions) || !Number.isSafeInteger(seed)) {
  console.error(
    'usage: npm run fuzz -- [--sessions N] [--seed S] [--role requester|responder] [--codec]',
  )
  process.exit(2)
}
const report = runCampaign({ sessions, seed, what: asked }, (line) => console.log(line))
process.exit(report.failures.length > 0 ? 1 : 0)

// npm run simulate -- [--seed N] [--runs M] [--twin NAME] [--log] [--until-broken]
//
// Run i has the seed N + i. What breaks a promise is printed with the command line that does it again.

import { parseArgs } from 'node:util'
import { runCampaign } from './campaign.ts'
import { twinNamed } from '../twins/catalogue.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1' },
    twin: { type: 'string' },
    log: { type: 'boolean', default: false },
    'until-broken': { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const runs = Number(values.runs)
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(runs)) {
  console.error(
    'usage: npm run simulate -- [--seed N] [--runs M] [--twin NAME] [--log] [--until-broken]',
  )
  process.exit(2)
}
const report = await runCampaign(
  {
    seed,
    runs,
    twin: values.twin === undefined ? null : twinNamed(values.twin),
    untilBroken: values['until-broken'],
    told: values.log ? (line) => console.log(line) : null,
  },
  (line) => console.log(line),
)
process.exit(report.broken.length > 0 ? 1 : 0)

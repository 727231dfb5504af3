// What files made to cost much do cost: processor time and highest memory of their check, each in a process
// of its own. `npx tsx bench/hostile-files.bench.ts [bytes] [part of a name]`.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createCheck } from '../src/preflight/check.ts'
import { hostileFiles } from '../test/helpers/hostile-files.ts'

const [, , bytes = '3000000', wanted = '', alone = ''] = process.argv

if (alone === '')
  for (const { name } of hostileFiles.filter(({ name }) => name.includes(wanted))) {
    const file = fileURLToPath(import.meta.url)
    spawnSync(process.execPath, ['--import', 'tsx', file, bytes, name, 'alone'], {
      stdio: 'inherit',
      timeout: 300_000,
    })
  }
else measure()

function measure(): void {
  const check = createCheck({ expected: ['pain.001', 'cfonb-160'] })
  const beforeBytes = process.memoryUsage.rss()
  let spentUs = 0
  for (const chunk of hostileFiles.find(({ name }) => name === wanted)?.chunks(Number(bytes)) ??
    []) {
    const before = process.cpuUsage()
    check.push(chunk)
    spentUs += process.cpuUsage(before).user
  }
  const [first] = check.finish().findings
  const moreMegabytes = process.resourceUsage().maxRSS / 1024 - beforeBytes / 1024 / 1024
  console.log(
    `| ${wanted} | ${first?.code ?? ''} | ${(spentUs / 1000).toFixed(0)} ms | ${Math.max(0, moreMegabytes).toFixed(0)} MB |`,
  )
}

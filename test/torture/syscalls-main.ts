// npm run torture:syscalls -- [--fault KILL|EIO|ENOSPC] [--call NAME] [--thread main|files] [--step N]
// [--twin NAME] [--record] [--minutes M]
//
// Needs strace and the right to trace: elsewhere it says what is missing and what was skipped.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { twinNamed } from '../twins/catalogue.ts'
import { buildProgram } from '../twins/twin.ts'
import { over } from './patience.ts'
import { addRow, commit, today } from './record.ts'
import { allRows, type Struck, strikeRow } from './syscalls.ts'

const { values } = parseArgs({
  options: {
    fault: { type: 'string' },
    call: { type: 'string' },
    thread: { type: 'string' },
    step: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    seed: { type: 'string', default: '1' },
    twin: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
})

const isOver = over(values.minutes)
const rows = allRows().filter(
  ({ fault, call, thread }) =>
    (values.fault === undefined || values.fault === fault) &&
    (values.call === undefined || values.call.split('/').includes(call)) &&
    (values.thread === undefined || values.thread === thread),
)
if (process.getuid?.() !== 0 || spawnSync('strace', ['-V']).status !== 0)
  console.log(`skipped: ${rows.length} kinds of faults need root and strace`)
else process.exitCode = await main()

async function main(): Promise<number> {
  const from = commit()
  const place = mkdtempSync(join(tmpdir(), 'pesit-drop-programs-'))
  const bank = await buildProgram(join(place, 'whole'), null)
  const daemon =
    values.twin === undefined
      ? bank
      : await buildProgram(join(place, 'twin'), twinNamed(values.twin))
  const struck: Struck[] = []
  for (const row of rows) {
    if (isOver()) break
    const one = await strikeRow(row, {
      programs: { daemon, bank },
      seed: Number(values.seed),
      step: Number(values.step),
      isOver,
    })
    struck.push(one)
    console.log(
      `${row.fault} ${row.thread} ${row.call}: struck ${one.times} times, ${one.failures.length === 0 ? 'as promised' : 'BROKEN'}`,
    )
    for (const failure of one.failures) console.log(`  ${failure}`)
    if (one.failures.length > 0 && values.twin !== undefined) break
  }
  rmSync(place, { recursive: true, force: true })
  const failures = struck.flatMap((one) => one.failures)
  const times = struck.reduce((sum, one) => sum + one.times, 0)
  console.log(`${times} faults struck; ${failures.length} failures`)
  if (values.record) record(struck, from)
  return failures.length > 0 ? 1 : 0
}

function record(struck: readonly Struck[], from: string): void {
  const options = (['fault', 'thread', 'call', 'twin'] as const).flatMap((name) =>
    values[name] === undefined ? [] : [` --${name} ${values[name]}`],
  )
  const command = `\`npm run torture:syscalls -- --step ${values.step}${options.join('')}\``
  const [first] = struck.flatMap((one) => one.failures)
  const verdict = first === undefined ? 'as promised' : first.slice(0, 120).replaceAll('|', '/')
  const counts = struck.map(({ row, times }) => `${row.fault} ${row.thread} ${row.call} ${times}`)
  const total = struck.reduce((sum, one) => sum + one.times, 0)
  if (values.twin === undefined)
    addRow('syscalls', [today(), command, from, `${total}: ${counts.join('; ')}`, verdict])
  else addRow('twins', [values.twin, command, from, total, verdict])
}

// `npm run load -- [--outboxes 200] [--inboxes 50] [--banks 20] [--files 100000] [--statements 20] [--seconds
// 600] [--rate 0.2] [--profile FOLDER]`: a real daemon with all that to do, and one bank that hangs. While it
// runs its memory and its queues are looked at; at the end it is told to stop, and every file is accounted
// for. Each bank that does not hang must get its files steadily: so many a second in the first half and in
// the second, as long as there are any. Exit code 1 when anything is not as promised. In seconds: `npm run
// load -- --outboxes 40 --inboxes 8 --banks 5 --files 8000 --seconds 20 --rate 0.5`.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openLedgerToRead } from '../../src/ledger/open.ts'
import { audit } from './audit.ts'
import { openWorld, type World } from './world.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { values } = parseArgs({
  options: {
    outboxes: { type: 'string', default: '200' },
    inboxes: { type: 'string', default: '50' },
    banks: { type: 'string', default: '20' },
    files: { type: 'string', default: '100000' },
    statements: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '600' },
    // Files a second that each bank must get. Before outboxes took turns 0.01 were measured at full size.
    rate: { type: 'string', default: '0.2' },
    profile: { type: 'string' },
  },
})
const [outboxes = 0, inboxes = 0, banks = 0, files = 0, statements = 0, seconds = 0, rate = 0] = [
  ...[values.outboxes, values.inboxes, values.banks, values.files, values.statements],
  ...[values.seconds, values.rate],
].map(Number)

/** Where the daemon's processor time goes, for `--profile FOLDER`. */
const profiling =
  values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`]

/** `claimed` of one outbox at most: the configuration's default. */
const mostClaimed = 1_000
/** Inboxes ask every minute: in less there may be no chance to fetch all. */
const secondsForStatements = 120
const lookEveryMs = Math.min(5_000, seconds * 125)

interface Look {
  readonly atS: number
  readonly residentMb: number
  readonly sent: number
  /** The most files that one outbox had taken and not sent. */
  readonly mostUnsent: number
  readonly sentByBank: ReadonlyMap<string, number>
}

const folder = mkdtempSync(join(tmpdir(), 'pesit-drop-load-'))
const begunMs = performance.now()
console.log(`making ${files} files in ${outboxes} outboxes …`)
const world = await openWorld(folder, { outboxes, inboxes, banks, files, statements })
try {
  const daemon = await startDaemon(world)
  const runMs = performance.now()
  console.log(`running after ${Math.round((runMs - begunMs) / 1000)} s`)
  const looks: Look[] = []
  while (performance.now() - runMs < seconds * 1000 && daemon.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
    looks.push(await look(world, daemon, runMs))
    if (looks.length % 12 === 0) tell(looks.at(-1))
  }
  const runningS = (performance.now() - runMs) / 1000
  const exitCode = await stopped(daemon)
  const faults = [
    ...judge(world, looks, exitCode),
    ...(await audit(world, {
      console: (line) => console.log(line),
      allShown: seconds >= secondsForStatements,
    })),
  ]
  tell(looks.at(-1))
  const sent = looks.at(-1)?.sent ?? 0
  console.log(
    `${Math.round(runningS)} s, ${sent} of ${files} files sent (${(sent / runningS).toFixed(0)} a second), ${memoryOf(looks)}`,
  )
  for (const fault of faults) console.log(`FAULT ${fault}`)
  console.log(faults.length === 0 ? 'all as promised' : `${faults.length} faults`)
  process.exitCode = faults.length === 0 ? 0 : 1
} finally {
  await world.stop()
  rmSync(folder, { recursive: true, force: true })
}

function startDaemon({ config }: World): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [...profiling, '--import', 'tsx', 'src/cli/main.ts', 'run', '--config', config],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      // As the unit of systemd does.
      env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
    },
  )
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the daemon ended with ${code}`)))
    const waiting = setInterval(() => {
      try {
        readFileSync(join(folder, 'data', 'ledger.holder'))
        clearInterval(waiting)
        resolve(child)
      } catch {
        // Not yet.
      }
    }, 100)
  })
}

function stopped(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => {
    child.removeAllListeners('exit')
    child.once('exit', (code) => resolve(code))
    child.kill('SIGTERM')
  })
}

async function look({ data }: World, { pid }: ChildProcess, runMs: number): Promise<Look> {
  const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8')
  const residentMb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
  const ledger = openLedgerToRead({ folder: data })
  try {
    const counts = (await ledger.summary(0)).filter(({ direction }) => direction === 'out')
    const unsent = new Map<string, number>()
    const sentByBank = new Map<string, number>()
    for (const { state, folder: place, bank, count } of counts) {
      if (state === 'sent' || state === 'archived')
        sentByBank.set(bank, (sentByBank.get(bank) ?? 0) + count)
      else unsent.set(place, (unsent.get(place) ?? 0) + count)
    }
    return {
      atS: Math.round((performance.now() - runMs) / 1000),
      residentMb,
      sent: [...sentByBank.values()].reduce((sum, count) => sum + count, 0),
      mostUnsent: Math.max(0, ...unsent.values()),
      sentByBank,
    }
  } finally {
    await ledger.close()
  }
}

function tell(one: Look | undefined): void {
  if (one === undefined) return
  const { atS, residentMb, sent, mostUnsent, sentByBank } = one
  const byBank = [...sentByBank.values()]
  console.log(
    `${atS} s: ${sent} sent, ${residentMb.toFixed(0)} MB, at most ${mostUnsent} unsent in an outbox, ${Math.min(...byBank)} to ${Math.max(...byBank)} sent a bank (${byBank.length} banks)`,
  )
}

/** Flat: the highest of the last third is not much above the highest of the middle one. */
function thirds(looks: readonly Look[]): readonly [middle: number, last: number] {
  const third = Math.floor(looks.length / 3)
  const highest = (some: readonly Look[]) =>
    Math.max(0, ...some.map(({ residentMb }) => residentMb))
  return [highest(looks.slice(third, 2 * third)), highest(looks.slice(2 * third))]
}

function memoryOf(looks: readonly Look[]): string {
  const [middle, last] = thirds(looks)
  return `memory ${middle.toFixed(0)} MB at its highest in the second third, ${last.toFixed(0)} MB in the last`
}

function judge(
  { banks: all }: World,
  looks: readonly Look[],
  exitCode: number | null,
): readonly string[] {
  const faults: string[] = []
  if (exitCode !== 0) faults.push(`the daemon ended with ${exitCode}`)
  const [middle, last] = thirds(looks)
  if (last > middle * 1.15 + 32) faults.push(`memory grew from ${middle} MB to ${last} MB`)
  const most = Math.max(0, ...looks.map(({ mostUnsent }) => mostUnsent))
  if (most > mostClaimed)
    faults.push(`an outbox had ${most} files unsent, more than ${mostClaimed}`)
  for (const { name, sandbox } of all) {
    if (sandbox !== null) faults.push(...tooSlow(name, looks))
    else if ((looks.at(-1)?.sentByBank.get(name) ?? 0) > 0)
      faults.push(`${name} hangs and took files`)
  }
  return faults
}

/** Each half by itself: a bank that got all in one burst was held up as well. */
function tooSlow(bank: string, looks: readonly Look[]): readonly string[] {
  const halfway = looks[Math.floor((looks.length - 1) / 2)]
  const end = looks.at(-1)
  if (halfway === undefined || end === undefined) return ['the run was too short to judge']
  const [before = 0, after = 0] = [halfway, end].map((one) => one.sentByBank.get(bank) ?? 0)
  const halves = [
    { of: 'first', sent: before, lengthS: halfway.atS },
    { of: 'second', sent: after - before, lengthS: end.atS - halfway.atS },
  ]
  const all = Math.floor(files / banks)
  return halves
    .filter(
      ({ of, sent, lengthS }) => sent < rate * lengthS && (of === 'first' ? before : after) < all,
    )
    .map(
      ({ of, sent, lengthS }) => `${bank} got ${sent} files in the ${lengthS} s of the ${of} half`,
    )
}

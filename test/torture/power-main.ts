// npm run torture:power -- [--cuts N] [--seed S] [--world I] [--fs ext4|xfs] [--twin NAME] [--record]
// [--minutes M]
//
// Worlds on ext4 and on XFS in turn, 20 cuts each. Needs root, loop devices and xfsprogs: elsewhere it says
// what is missing and how many cuts were skipped.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { twinNamed } from '../twins/catalogue.ts'
import { buildProgram } from '../twins/twin.ts'
import { newTally, runWorld, type Tally } from './campaign.ts'
import { type FileSystem, makeDisks } from './disks.ts'
import { over } from './patience.ts'
import { addRow, commit, today } from './record.ts'

const cutsPerWorld = 20

const { values } = parseArgs({
  options: {
    cuts: { type: 'string', default: '160' },
    minutes: { type: 'string' },
    seed: { type: 'string', default: '1' },
    world: { type: 'string' },
    fs: { type: 'string' },
    twin: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
})

const cuts = Number(values.cuts)
const seed = Number(values.seed)
const isOver = over(values.minutes)
const missing = whatIsMissing()
if (missing !== '') {
  console.log(`skipped: ${cuts} power cuts need ${missing}`)
} else if (process.env['PESIT_DROP_POWER'] === undefined) {
  // Mounts of a namespace of its own go with it, whatever happens.
  const again = ['-m', process.execPath, ...process.execArgv, fileURLToPath(import.meta.url)]
  const { status } = spawnSync('unshare', [...again, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, PESIT_DROP_POWER: '1' },
  })
  process.exitCode = status ?? 1
} else process.exitCode = await main()

function whatIsMissing(): string {
  if (process.getuid?.() !== 0) return 'root'
  const wanted = ['unshare', 'mkfs.ext4', 'mkfs.xfs', 'xfs_io']
  return wanted.filter((tool) => spawnSync(tool, ['-V']).error !== undefined).join(', ')
}

async function main(): Promise<number> {
  const from = commit()
  const place = mkdtempSync(join(tmpdir(), 'pesit-drop-power-'))
  const bank = await buildProgram(join(place, 'whole'), null)
  const daemon =
    values.twin === undefined
      ? bank
      : await buildProgram(join(place, 'twin'), twinNamed(values.twin))
  const tally = newTally()
  const byFileSystem = { ext4: 0, xfs: 0 }
  const only = values.world === undefined ? null : Number(values.world)
  for (let index = only ?? 0; tally.cuts < cuts && !isOver(); index += 1) {
    const fileSystem: FileSystem =
      values.fs === 'ext4' || values.fs === 'xfs' ? values.fs : index % 2 === 0 ? 'ext4' : 'xfs'
    const powered = makeDisks(fileSystem, join(place, `disks-${index}`))
    const before = tally.cuts
    const whole = await runWorld(tally, {
      seed,
      index,
      kills: Math.min(cutsPerWorld, cuts - tally.cuts),
      programs: { daemon, bank },
      withoutLinks: false,
      powered,
      keep: false,
      isOver,
      tell: (line) => console.log(line),
    }).finally(() => powered.release())
    byFileSystem[fileSystem] += tally.cuts - before
    console.log(
      `world ${index} on ${fileSystem}: ${whole ? 'as promised' : 'BROKEN'}; ${tally.cuts} cuts`,
    )
    if (only !== null || (!whole && values.twin !== undefined)) break
  }
  rmSync(place, { recursive: true, force: true })
  for (const failure of tally.failures) console.log(failure)
  console.log(
    `${tally.cuts} power cuts: ${tally.dropped} files dropped, ${tally.offered} statements offered, ${tally.held} wait for a person with cause; ${tally.failures.length} failures`,
  )
  if (values.record) record(tally, from, byFileSystem)
  return tally.failures.length > 0 ? 1 : 0
}

function record(tally: Tally, from: string, { ext4, xfs }: Record<FileSystem, number>): void {
  const on = values.fs === undefined ? '' : ` --fs ${values.fs}`
  const twin = values.twin === undefined ? '' : ` --twin ${values.twin}`
  const command = `\`npm run torture:power -- --cuts ${cuts} --seed ${seed}${on}${twin}\``
  const [first] = tally.failures
  const verdict =
    first === undefined ? 'as promised' : first.replace(/^.*?world/, 'world').slice(0, 120)
  const { dropped, offered, held } = tally
  if (values.twin === undefined)
    addRow('power', [today(), command, from, ext4, xfs, dropped, offered, held, verdict])
  else addRow('twins', [values.twin, command, from, tally.cuts, verdict.replaceAll('|', '/')])
}

// A road: real folders, a real sandbox bank behind a proxy, a configuration file, and the daemon, which is
// the real program in a process of its own (openRoad) or runs in the process of the test
// (openRoadInProcess).

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Log } from '../../../src/lib/log.ts'
import { tempFolder } from '../temp-folder.ts'
import { actsOn, type RoadActs } from './acts.ts'
import {
  type ConfigurationChanges,
  type RoadPlaces,
  roadConfiguration,
  yamlOf,
} from './configuration.ts'
import {
  type DaemonInProcess,
  type DaemonProgram,
  daemonInProcess,
  daemonProgram,
} from './daemon.ts'
import { openSandboxBank, type SandboxBank } from './sandbox-bank.ts'
import type { SandboxChanges } from './sandbox-options.ts'

export interface RoadOptions extends ConfigurationChanges {
  readonly sandbox?: SandboxChanges
  /** Folders elsewhere, such as another road's outbox or a small disk. */
  readonly places?: Partial<Omit<RoadPlaces, 'folder'>>
  /** A server on this machine that the daemon calls instead of the sandbox bank. */
  readonly port?: number
  /** What the daemon program is started through, such as `strace -D …` or a shell with limits. */
  readonly through?: readonly string[]
}

export interface RoadInProcessOptions extends Omit<RoadOptions, 'through'> {
  readonly log?: Log
}

/** Everything but the daemon. */
export interface RoadSurroundings extends RoadPlaces, Omit<SandboxBank, 'stop'>, RoadActs {
  /** The path of the configuration file. */
  readonly config: string
}

export interface Road extends RoadSurroundings, DaemonProgram {}
export interface RoadInProcess extends RoadSurroundings, DaemonInProcess {}

export async function openRoad(options: RoadOptions = {}): Promise<Road> {
  const surroundings = await openSurroundings(options)
  const daemon = daemonProgram(surroundings.config, options.through ?? [])
  onTestFinished(() => daemon.kill())
  return { ...surroundings, ...daemon }
}

export async function openRoadInProcess(
  options: RoadInProcessOptions = {},
): Promise<RoadInProcess> {
  const surroundings = await openSurroundings(options)
  const daemon = daemonInProcess(surroundings.config, options.log)
  onTestFinished(() => daemon.stop())
  return { ...surroundings, ...daemon }
}

async function openSurroundings(options: RoadOptions): Promise<RoadSurroundings> {
  const folder = tempFolder()
  const places = {
    folder,
    outbox: join(folder, 'out'),
    inbox: join(folder, 'in'),
    data: join(folder, 'data'),
    ...options.places,
  }
  for (const place of [places.outbox, places.inbox]) mkdirSync(place, { recursive: true })
  const { port } = options
  const sandbox = await openSandboxBank(folder, options.sandbox, port === undefined ? {} : { port })
  const config = join(folder, 'config.yaml')
  writeFileSync(join(folder, 'password'), 'SECRET01')
  writeFileSync(config, yamlOf(roadConfiguration(places, sandbox.proxy.port, options)))
  const { stop: _, ...parts } = sandbox
  return { ...places, ...parts, config, ...actsOn({ ...places, config }, sandbox.bank) }
}

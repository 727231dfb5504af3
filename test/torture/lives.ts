// The lives of one world: a daemon and two banks, killed again and again while files are dropped and
// statements offered, and at the end left in peace until all of it has arrived.

import { request } from 'node:http'
import { join } from 'node:path'
import { controlPath } from '../../src/http/access/control-path.ts'
import { type Running, type Start, start } from './process.ts'
import type { BankPlace, World } from './world.ts'
import { partner } from './world.ts'

export interface Programs {
  /** The daemon: the program as it is, or a twin. */
  readonly daemon: string
  /** The banks: always the program as it is. */
  readonly bank: string
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export function startDaemon(
  world: World,
  { daemon }: Programs,
  how: Pick<Partial<Start>, 'failpoint' | 'under' | 'environment'> = {},
): Running {
  return start({
    program: daemon,
    args: ['run', '--config', world.config],
    sign: '"Running"',
    failpoint: '',
    ...how,
  })
}

export function startBank(place: BankPlace, { bank }: Programs, failpoint = ''): Running {
  const { folder, port, name } = place
  const forgetful = name === 'forgetful' ? ['--forgetful'] : []
  const args = ['sandbox', '--json', '--folder', folder, '--port', String(port)]
  return start({
    program: bank,
    args: [
      ...args,
      '--server',
      name.toUpperCase(),
      '--partner',
      `${partner}:SECRET01`,
      ...forgetful,
    ],
    sign: '"listening"',
    failpoint,
  })
}

/** Asks the banks for statements, again and again, as long as the daemon lives. */
export async function keepAsking(world: World, daemon: Running): Promise<void> {
  while (!daemon.hasEnded) {
    await askOnce(world)
    await Promise.race([daemon.ended, sleep(400)])
  }
}

export function askOnce(world: World): Promise<void> {
  return new Promise((resolve) => {
    const asking = request(
      {
        socketPath: controlPath(world.data),
        path: '/inboxes/poll',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        timeout: 10_000,
      },
      (response) => {
        response.resume()
        response.once('close', resolve)
      },
    )
    // A daemon that was killed meanwhile.
    asking.once('error', () => resolve())
    asking.once('timeout', () => asking.destroy())
    asking.once('close', resolve)
    asking.end('{}')
  })
}

/** Waits for the end of a process, or so long. True when it has ended. */
export async function endedWithin(running: Running, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([running.ended, patience])
  clearTimeout(timer)
  return running.hasEnded
}

/** All in peace until `isDone`, or until patience is over. Gives whether it is done. */
export async function until(isDone: () => Promise<boolean>, patienceMs: number): Promise<boolean> {
  for (const endMs = performance.now() + patienceMs; performance.now() < endMs; ) {
    if (await isDone()) return true
    await sleep(200)
  }
  return isDone()
}

export const receivedFolder = ({ folder }: BankPlace) =>
  join(folder, partner, 'received', 'VIREMENTS')

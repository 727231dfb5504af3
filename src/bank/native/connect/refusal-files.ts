// Which banks refused us, kept in the data folder: one file for each bank, so that a probe can remove it
// without a daemon.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RememberedRefusal, RefusalStore } from './refusals.ts'
import { makeFolderDurably, writeDurably } from '../../../disk/durable.ts'
import { systemErrorCode, forget, errorText } from '../../../lib/files/files.ts'
import type { Log } from '../../../lib/log.ts'

export function refusalsIn(dataFolder: string, log: Log): RefusalStore {
  const folder = join(dataFolder, 'refused')
  const pathOf = (bank: string) => join(folder, `${bank}.json`)
  return {
    all: () => namesIn(folder).flatMap((name) => readOne(join(folder, name), log)),
    has: (bank) => existsSync(pathOf(bank)),
    async write(refusal) {
      await makeFolderDurably(folder)
      await writeDurably(pathOf(refusal.bank), `${JSON.stringify(refusal)}\n`)
    },
    async remove(bank) {
      await forget(pathOf(bank))
    },
  }
}

/**
 * The store of a probe beside the daemon, perhaps run by another user. It removes refusals and writes none,
 * because the daemon might not be able to read them. A refusal that it would have to mark, it removes too:
 * that costs one call.
 */
export function openRefusalFiles(dataFolder: string, log: Log): RefusalStore {
  const store = refusalsIn(dataFolder, log)
  return {
    ...store,
    write: (refusal) =>
      refusal.accepted.length > 0 ? store.remove(refusal.bank) : Promise.resolve(),
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return []
    throw error
  }
}

function readOne(path: string, log: Log): readonly RememberedRefusal[] {
  try {
    return [JSON.parse(readFileSync(path, 'utf8')) as RememberedRefusal]
  } catch (error) {
    log.warn(
      { path, error: errorText(error) },
      'A refusal of a bank cannot be read: it is called once more',
    )
    return []
  }
}

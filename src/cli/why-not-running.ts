// Why no daemon runs, as far as it can be known: its last words, and the present state of the disk.

import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { readLastWords } from '../daemon/process/last-words.ts'
import { minimumFreeBytes } from '../ledger/reserve.ts'
import { systemErrorCode, freeBytes } from '../lib/files/files.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'

/** null: it was stopped in order, or never started. */
export async function whyNotRunning(dataFolder: string): Promise<CodedMessage | null> {
  const words = readLastWords(dataFolder)
  if (words?.kind === 'start-failed') {
    const { atMs, sentence } = words
    return message('START-FAILED', { atMs, sentence })
  }
  if (await isReadOnly(dataFolder)) return message('DATA-READ-ONLY', { folder: dataFolder })
  const have = await freeBytes(dataFolder).catch(() => Number.POSITIVE_INFINITY)
  if (have < minimumFreeBytes) {
    const needed = String(minimumFreeBytes)
    return message('LEDGER-FULL', { folder: dataFolder, have: String(have), needed })
  }
  if (words?.kind === 'died') {
    const { atMs, sentence } = words
    return message('DAEMON-DIED', { atMs, sentence })
  }
  return words?.kind === 'running' ? message('DAEMON-KILLED', { startedMs: words.atMs }) : null
}

async function isReadOnly(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK)
    return false
  } catch (error) {
    return systemErrorCode(error) === 'EROFS'
  }
}

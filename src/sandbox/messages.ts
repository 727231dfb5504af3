// A client tells something: kept as a file before it is acknowledged, as its sender never tells it again.

import { join } from 'node:path'
import { makeFolderDurably, writeDurably } from '../disk/durable.ts'
import { newId } from '../lib/id.ts'
import type { Parameters } from '../pesit/parameters/parameters.ts'
import type { Talk } from './conversation.ts'

export async function takeMessage(
  { line, options, partner }: Talk,
  told: { readonly parameters: Parameters; readonly message: Uint8Array },
): Promise<void> {
  const folder = join(options.folder, partner, 'messages')
  await makeFolderDurably(folder)
  const { file, transferNumber, historical, client, finalBank } = told.parameters
  const text = Buffer.from(told.message).toString('latin1')
  const kept = { file, transferNumber, historical, client, finalBank, text }
  await writeDurably(join(folder, `${newId()}.json`), `${JSON.stringify(kept, null, 2)}\n`)
  await line.command({ type: 'confirm-message' })
}

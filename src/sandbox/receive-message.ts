// A client sends a message: it is written to a file before it is acknowledged, because its sender never
// repeats it.

import { join } from 'node:path'
import { makeFolderDurably, writeDurably } from '../disk/durable.ts'
import { newId } from '../lib/id.ts'
import type { Parameters } from '../pesit/parameters/parameters.ts'
import type { Client } from './client.ts'

export async function receiveMessage(
  { line, options, partner }: Client,
  received: { readonly parameters: Parameters; readonly message: Uint8Array },
): Promise<void> {
  const folder = join(options.folder, partner, 'messages')
  await makeFolderDurably(folder)
  const { file, transferNumber, historical, client, finalBank } = received.parameters
  const text = Buffer.from(received.message).toString('latin1')
  const kept = { file, transferNumber, historical, client, finalBank, text }
  await writeDurably(join(folder, `${newId()}.json`), `${JSON.stringify(kept, null, 2)}\n`)
  await line.command({ type: 'confirm-message' })
}

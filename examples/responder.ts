// A bank that takes files: npx tsx examples/responder.ts PORT FOLDER
// Says on which port it listens (0: any free one), and a line for each file that it has.

import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { open, type FileHandle, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { createResponder, type Diagnostic, splitAccess } from 'pesit-drop/pesit'
import { type Line, listen, openLine } from 'pesit-drop/pesit-socket'

const [port = '', folder = ''] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const no = (type: number, reason: number): { diagnostic: Diagnostic } => ({
  diagnostic: { type, reason },
})

async function answer(line: Line): Promise<void> {
  let path = ''
  let file: FileHandle | undefined
  for (let event = await line.next(); event.type !== 'line-ended'; event = await line.next()) {
    switch (event.type) {
      case 'connect-requested': {
        const { requester, accessControl = '' } = event.parameters
        const isKnown =
          requester === 'CORPCLI' && splitAccess(accessControl).password === 'SECRET01'
        if (isKnown) await line.command({ type: 'accept-connect' })
        else await line.command({ type: 'refuse-connect', ...no(3, 304) })
        break
      }
      case 'create-requested':
        // Nothing is kept of a broken transfer, so none can go on.
        if (event.request.restarted) await line.command({ type: 'refuse-create', ...no(2, 233) })
        else await line.command({ type: 'accept-create' })
        break
      case 'select-requested':
        await line.command({ type: 'refuse-select', ...no(2, 205) })
        break
      case 'open-requested':
        // A name for each transfer, so that no file ever takes the place of another.
        path = join(folder, randomUUID())
        file = await open(`${path}.part`, 'wx')
        await line.command({ type: 'accept-open' })
        break
      case 'write-requested':
        await line.command({ type: 'accept-write', restartPoint: 0 })
        break
      case 'data':
        // Views into what was read, good until the next event is asked for.
        for (const piece of event.pieces) await file?.writeFile(piece)
        break
      case 'sync-received':
        await file?.sync()
        await line.command({ type: 'acknowledge-sync', number: event.number })
        break
      case 'transfer-end-requested': {
        await keep(file, path)
        file = undefined
        await line.command({ type: 'confirm-transfer' })
        console.log(`taken: ${path}, ${line.session.counts.dataBytes} bytes`)
        break
      }
      case 'close-requested':
        await line.command({ type: 'confirm-close' })
        break
      case 'deselect-requested':
        await line.command({ type: 'confirm-deselect' })
        break
      case 'release-requested':
        await line.command({ type: 'confirm-release' })
        break
      case 'message-received':
        await line.command({ type: 'confirm-message', ...no(2, 209) })
        break
      default:
    }
  }
  await file?.close()
}

/** The file is safe, and its name too, before the answer that makes its sender forget it. */
async function keep(file: FileHandle | undefined, path: string): Promise<void> {
  await file?.sync()
  await file?.close()
  await rename(`${path}.part`, path)
  const entries = await open(folder, 'r')
  await entries.sync()
  await entries.close()
}

const listener = await listen(
  {
    host: '127.0.0.1',
    port: Number(port),
    tls: null,
    clientCertificates: false,
    maximumConnections: 64,
  },
  (socket) => {
    const session = createResponder({
      framing: 'detect',
      connectionId: 0x61,
      abortForm: 'raw',
      maximumEntityBytes: 32_750,
      maximumSync: { intervalKb: 65_534, window: 4 },
      timers: { connectMs: 30_000, answerMs: 60_000, longAnswerMs: 300_000, idleMs: 300_000 },
    })
    void answer(openLine(socket, session, { writeTimeoutMs: 60_000 }))
  },
)
console.log(`listening on ${listener.port}`)

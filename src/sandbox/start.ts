// A bank for tests and demonstrations: a real PeSIT responder on TCP, and on TLS too if asked, on the same
// library as the daemon. It loses nothing when it is killed, and misbehaves when asked to.

import { randomInt } from 'node:crypto'
import type { Socket } from 'node:net'
import { makeFolderDurably } from '../disk/durable.ts'
import { createResponder } from '../pesit/session/responder/responder.ts'
import { openLine } from '../pesit-socket/line.ts'
import { listen, type Listener } from '../pesit-socket/listen.ts'
import { traceOf } from '../pesit-socket/traced.ts'
import { converse } from './conversation.ts'
import { openMailbox } from './mailbox.ts'
import type { Misbehaviour } from './misbehaviour.ts'
import type { SandboxOptions } from './options.ts'
import { openStore, type Store } from './store.ts'
import { createTransferLocks } from './transfer-locks.ts'

export interface Sandbox {
  readonly host: string
  readonly port: number
  readonly tlsPort: number | null
  readonly misbehaviour: Misbehaviour
  /** The files that were received completely, in order of arrival. */
  received(): readonly {
    readonly partner: string
    readonly virtualFile: string
    readonly label: string
    readonly sizeBytes: number
    readonly sha256: string
    readonly path: string
  }[]
  /** Where a person drops files that the bank is to offer. */
  offersFolder(partner: string, virtualFile: string): string
  stop(): Promise<void>
}

const maximumConnections = 256
const timers = { connectMs: 30_000, answerMs: 60_000, longAnswerMs: 300_000, idleMs: 300_000 }

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  await makeFolderDurably(options.folder)
  const store = await openStore(options.folder)
  await makeFolders(options)
  const mailbox = await openMailbox(options, store)
  const locks = createTransferLocks()
  const answerCall = (socket: Socket) => {
    const log = options.log.child({
      line: `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? '?'}`,
    })
    const session = createResponder({
      framing: 'detect',
      connectionId: randomInt(1, 255),
      abortForm: 'raw',
      maximumEntityBytes: options.protocol.entityBytes,
      timers,
      maximumSync: options.protocol.sync,
      resync: options.protocol.resync ?? false,
    })
    const traced = traceOf(socket, {
      write: log.debugging ? (text) => log.debug({ pesit: text }, 'PeSIT') : null,
      traceFile: options.traceFile,
      weCall: false,
    })
    const line = openLine(socket, session, { writeTimeoutMs: timers.answerMs, ...traced })
    void converse({
      line,
      options,
      store,
      mailbox,
      log,
      locks,
      partner: '',
      intervalBytes: 0,
    })
  }
  const { host, port, tls } = options.listen
  const base = { host, maximumConnections }
  const plain = await listen({ ...base, port, tls: null, clientCertificates: false }, answerCall)
  const secure =
    tls === null
      ? null
      : await listen(
          {
            ...base,
            port: tls.port,
            tls: tls.material,
            clientCertificates: tls.clientCertificates,
          },
          answerCall,
        )
  return sandboxOf(options, store, { plain, secure })
}

function sandboxOf(
  options: SandboxOptions,
  store: Store,
  { plain, secure }: { plain: Listener; secure: Listener | null },
): Sandbox {
  return {
    host: options.listen.host,
    port: plain.port,
    tlsPort: secure?.port ?? null,
    misbehaviour: options.misbehaviour,
    received: () => [...store.receptions.values()].filter(({ state }) => state === 'committed'),
    offersFolder: (partner, virtualFile) => `${options.folder}/${partner}/offers/${virtualFile}`,
    async stop() {
      await plain.close()
      await secure?.close()
      await store.close()
    },
  }
}

async function makeFolders({ folder, access, files }: SandboxOptions): Promise<void> {
  for (const { name } of access.partners) {
    for (const virtualFile of files.offered)
      await makeFolderDurably(`${folder}/${name}/offers/${virtualFile}`)
    for (const virtualFile of files.received)
      await makeFolderDurably(`${folder}/${name}/received/${virtualFile}`)
  }
}

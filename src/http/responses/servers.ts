// Banks as programs know them: by the number that the configuration gives them (serverId), or by name. What a
// program says about a bank and a virtual file is checked here against the configuration, and refused by
// name. Pure.

import type { Environment } from '../../journey/transfer.ts'
import { nearest } from '../../lib/nearest.ts'
import { message } from '../../wording/catalogue.ts'
import { type Problem, problem } from './problem.ts'

export interface Server {
  readonly id: number
  readonly name: string
  readonly host: string
  readonly port: number
  /** PI 4: the bank's identifier. */
  readonly server: string
  /** PI 3: our identifier at the bank. */
  readonly partner: string
  readonly tls: boolean
  readonly environment: Environment
  /** The virtual files that programs may use in addition to those of outboxes and inboxes. */
  readonly virtualFiles: readonly string[]
  readonly outboxes: readonly {
    readonly virtualFile: string
    readonly folder: string
    readonly priority: number
    readonly lane: string
  }[]
  readonly inboxes: readonly { readonly virtualFile: string; readonly folder: string }[]
}

export interface RequestedRoute {
  /** A number, or the name of a bank where callers may use it. */
  readonly serverId: number | string
  readonly partnerId: string | undefined
  readonly virtualFile: string
}

export type Route =
  | { readonly kind: 'found'; readonly server: Server }
  | { readonly kind: 'refused'; readonly problem: Problem }

export function findRoute(
  servers: readonly Server[],
  asked: RequestedRoute,
  to: 'send' | 'receive',
): Route {
  const server = findServer(servers, asked.serverId)
  if (server === null) return refused(unknownServer(servers, asked.serverId))
  const { partnerId } = asked
  if (partnerId !== undefined && partnerId.toUpperCase() !== server.partner.toUpperCase())
    return refused(otherPartner(server, partnerId))
  const known = virtualFilesOf(server, to)
  return known.includes(asked.virtualFile)
    ? { kind: 'found', server }
    : refused(unknownVirtualFile(server, { asked: asked.virtualFile, known, to }))
}

/** The virtual files with which a program may send to a bank, or receive from it. */
export function virtualFilesOf(server: Server, to: 'send' | 'receive'): readonly string[] {
  const folders = to === 'send' ? server.outboxes : server.inboxes
  return [...new Set([...folders.map(({ virtualFile }) => virtualFile), ...server.virtualFiles])]
}

function unknownVirtualFile(
  { name }: Server,
  { asked, known, to }: { asked: string; known: readonly string[]; to: 'send' | 'receive' },
): Problem {
  const values = {
    bank: name,
    asked: printableName(asked),
    known,
    to,
    meant: nearest(asked, known),
  }
  return problem(message('VIRTUAL-FILE-UNKNOWN', values))
}

export function findServer(servers: readonly Server[], asked: number | string): Server | null {
  const text = String(asked).trim()
  return (
    servers.find(({ id }) => String(id) === text) ??
    servers.find(({ name }) => name === text) ??
    null
  )
}

function refused(why: Problem): Route {
  return { kind: 'refused', problem: why }
}

/** `inPath`: the path of the call names it, and so there is nothing at this address. */
export function unknownServer(
  servers: readonly Server[],
  asked: number | string,
  inPath = false,
): Problem {
  const known = servers.map(({ id, name }) => ({ id, name }))
  const unknown = message('SERVER-UNKNOWN', { asked: printableName(asked), known })
  return inPath ? problem(unknown, 404) : problem(unknown)
}

/** The field that names the bank is missing. */
export const noServer = problem(message('SERVER-UNKNOWN', { asked: '', known: [] }))

function otherPartner({ name, partner }: Server, partnerId: string): Problem {
  return problem(
    message('PARTNER-UNKNOWN', { bank: name, partner, asked: printableName(partnerId) }),
  )
}

/** A text from outside in one of our sentences: shortened, without invisible characters. */
export function printableName(text: number | string): string {
  const plain = String(text).replace(/[\p{Cc}\p{Cf}]/gu, '�')
  return `“${plain.length > 80 ? `${plain.slice(0, 80)}…` : plain}”`
}

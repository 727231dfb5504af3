// `keys`: who may call the API from other machines, or do on this machine what needs a key.

import { type CommonOptions, daemonOf } from '../context.ts'
import { requestJson } from '../daemon-client.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Output, printable } from '../output.ts'
import { printRefusal } from '../refused.ts'
import { say, sayError } from '../say.ts'
import { message } from '../../wording/catalogue.ts'

interface KeyRow {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly expiresAt: string
  readonly revokedAt: string | null
  readonly usedAt: string | null
}

export async function listKeys(options: CommonOptions, output: Output): Promise<ExitCode> {
  const { status, body } = await requestJson(daemonOf(options), {
    method: 'GET',
    path: '/api/keys',
  })
  if (status !== 200) return printRefusal(body, options, output)
  const keys = body as readonly KeyRow[]
  if (output.json) output.value(keys)
  else if (keys.length === 0) say(message('LIST-EMPTY', { of: 'keys' }), { options, output })
  else output.table(['ID', 'NAME', 'ROLE', 'VALID UNTIL', 'LAST USED'], keys.map(rowOf))
  return exitCodes.done
}

function rowOf({ id, name, role, expiresAt, revokedAt, usedAt }: KeyRow): string[] {
  const until =
    revokedAt === null
      ? expiresAt.slice(0, 10)
      : `revoked ${revokedAt.slice(0, 16).replace('T', ' ')}`
  return [id, printable(name), role, until, usedAt?.slice(0, 13).replace('T', ' ') ?? 'never']
}

export async function addKey(
  name: string,
  options: CommonOptions & { readonly role: string; readonly days: number },
  output: Output,
): Promise<ExitCode> {
  const { role, days } = options
  const { status, body } = await requestJson(daemonOf(options), {
    method: 'POST',
    path: '/api/keys',
    body: { name, role, days },
  })
  if (status !== 201) return printRefusal(body, options, output)
  const made = body as KeyRow & { readonly key: string }
  if (output.json) output.value(made)
  else {
    output.line(made.key)
    const { name: owner, expiresAt } = made
    const about = { name: owner, role: made.role, expiresMs: Date.parse(expiresAt) }
    // The key alone goes to stdout, for a shell that keeps it.
    sayError(message('KEY-MADE', about), { options, output })
  }
  return exitCodes.done
}

export async function revoke(
  key: string,
  options: CommonOptions,
  output: Output,
): Promise<ExitCode> {
  const { status, body } = await requestJson(daemonOf(options), {
    method: 'DELETE',
    path: `/api/keys/${encodeURIComponent(key)}`,
  })
  if (status !== 204) return printRefusal(body, options, output)
  if (output.json) output.value({ revoked: key })
  else say(message('KEY-REVOKED', { key }), { options, output })
  return exitCodes.done
}

// What CONNECT and its answer agree on besides sync points: passwords and their change (PI 5), the direction
// (PI 22), the version (PI 6), compression later on (PI 21). Pure.

import type { CompressionType } from '../data/compression.ts'
import type { CompressionOption } from '../parameters/parameters.ts'

const passwordBytes = 8

/** PI 5: a new password follows the old one, which is then padded to eight characters. */
export function joinAccess(
  password: string | undefined,
  newPassword: string | undefined,
): string | undefined {
  if (newPassword === undefined) return password
  return (password ?? '').padEnd(passwordBytes) + newPassword
}

/** The two passwords of PI 5; more than eight characters contain a new one. */
export function splitAccess(accessControl: string): {
  readonly password: string
  readonly newPassword: string | null
} {
  const newPassword = accessControl.slice(passwordBytes)
  return {
    password: accessControl.slice(0, passwordBytes).trimEnd(),
    newPassword: newPassword === '' ? null : newPassword,
  }
}

/** We speak version E, and answer D with D. The high bits are extensions of one product. */
export function agreedVersion(asked: number | undefined): number {
  const version = (asked ?? 2) & 0x3f
  return version === 1 ? 1 : 2
}

/** Whether PI 22 allows this request. */
export function mayDo(
  accessType: 'write' | 'read' | 'mixed' | undefined,
  request: 'CREATE' | 'SELECT',
): boolean {
  return accessType === undefined || accessType !== (request === 'CREATE' ? 'read' : 'write')
}

/** PI 21 as a type of compression; null: none. */
export function compressionOf(option: CompressionOption | undefined): CompressionType | null {
  if (option?.use !== true) return null
  const { type } = option
  return type === 1 || type === 2 || type === 3 ? type : null
}

/** Whether a granted compression is within the requested one: the same, none, or one of both. */
export function isWithin(granted: CompressionType | null, asked: CompressionType | null): boolean {
  return granted === null || granted === asked || asked === 3
}

export function optionOf(compression: CompressionType | null): CompressionOption {
  return compression === null ? { use: false, type: 0 } : { use: true, type: compression }
}

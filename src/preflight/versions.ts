// Elements that do not exist in the version of a pain message that the namespace names. Two changes can be
// recognized by single elements: BIC became BICFI (and BICOrBEI became AnyBIC), and the execution date became
// a choice of Dt and DtTm. A bank that validates against the schema refuses the file; others take it, so this
// is a warning. Pure.

import type { PainFamily } from './pain/payments.ts'

/** The first version that has the new element, for each message. */
const changes: Readonly<
  Record<PainFamily, { readonly bic: number; readonly date: number | null }>
> = {
  'pain.001': { bic: 4, date: 8 },
  // The date is a plain date in all versions.
  'pain.008': { bic: 3, date: null },
}

interface Told {
  readonly isNew: boolean
  readonly change: 'bic' | 'date'
}

/** By the names of the element and of its parent; null: the element exists in all versions. */
export function tellsVersion(parent: string, name: string): Told | null {
  if (name === 'BIC' || name === 'BICOrBEI') return { isNew: false, change: 'bic' }
  if (name === 'BICFI' || name === 'AnyBIC') return { isNew: true, change: 'bic' }
  if (name === 'ReqdExctnDt') return { isNew: false, change: 'date' }
  if (parent === 'ReqdExctnDt' && (name === 'Dt' || name === 'DtTm'))
    return { isNew: true, change: 'date' }
  return null
}

/** Finds `pain.001.001.09` in any namespace; null: the namespace names no version. */
export function versionIn(
  namespace: string,
): { readonly name: string; readonly version: number } | null {
  const [name, , version] = /pain\.(\d{3})\.\d{3}\.(\d{2})/.exec(namespace) ?? []
  return name === undefined ? null : { name, version: Number(version) }
}

/**
 * The first versions in use: the French guides give up .001.001.02, and older ones were never part of SEPA.
 */
const firstInUse: Readonly<Record<PainFamily, number>> = { 'pain.001': 3, 'pain.008': 2 }

/** Banks no longer take this version, or never did. */
export function isRetired(version: number, family: PainFamily): boolean {
  return version < firstInUse[family]
}

/**
 * Whether an element belongs to an older or newer version than the named one; null: it belongs to that
 * version.
 */
export function strangeTo(
  version: number,
  family: PainFamily,
  { isNew, change }: Told,
): 'older' | 'newer' | null {
  const since = changes[family][change]
  if (since === null) return null
  if (isNew && version < since) return 'newer'
  return !isNew && version >= since ? 'older' : null
}

// Elements that the version of a pain message does not have, whatever its namespace says. Two changes are
// known by single elements: the BIC became BICFI (and BICOrBEI became AnyBIC), and the execution date got a
// choice of Dt and DtTm. A bank that checks by the schema refuses the file; one that does not takes it, so it
// is a warning. Pure.

import type { PainFamily } from './pain/payments.ts'

/** The first version that has the new element, by message. */
const changes: Readonly<
  Record<PainFamily, { readonly bic: number; readonly date: number | null }>
> = {
  'pain.001': { bic: 4, date: 8 },
  // Its date is a plain one in all versions.
  'pain.008': { bic: 3, date: null },
}

interface Told {
  readonly isNew: boolean
  readonly change: 'bic' | 'date'
}

/** By the names of the element and of the one around it; null: it tells no version. */
export function tellsVersion(parent: string, name: string): Told | null {
  if (name === 'BIC' || name === 'BICOrBEI') return { isNew: false, change: 'bic' }
  if (name === 'BICFI' || name === 'AnyBIC') return { isNew: true, change: 'bic' }
  if (name === 'ReqdExctnDt') return { isNew: false, change: 'date' }
  if (parent === 'ReqdExctnDt' && (name === 'Dt' || name === 'DtTm'))
    return { isNew: true, change: 'date' }
  return null
}

/** `pain.001.001.09` in whatever namespace; null: it says none. */
export function versionIn(
  namespace: string,
): { readonly name: string; readonly version: number } | null {
  const [name, , version] = /pain\.(\d{3})\.\d{3}\.(\d{2})/.exec(namespace) ?? []
  return name === undefined ? null : { name, version: Number(version) }
}

/** Versions below these: .001.001.02 is given up by the French guides, and older ones never were in SEPA. */
const firstInUse: Readonly<Record<PainFamily, number>> = { 'pain.001': 3, 'pain.008': 2 }

/** Banks stop to take this version, or never took it. */
export function isRetired(version: number, family: PainFamily): boolean {
  return version < firstInUse[family]
}

/** Of which version an element is, seen from the one that is said; null: it is of that version. */
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

// Templates of file names, checked when the configuration is loaded, not when the first statement comes.
// Pure.

import type { NameFault } from '../wording/catalogue/machine/configuration.ts'

export const placeholders = [
  'name',
  'label',
  'virtualFile',
  'bank',
  'date',
  'time',
  'sequence',
  'id',
] as const
export type Placeholder = (typeof placeholders)[number]

const maximumBytes = 200

/** The faults of a template; empty when it is valid. */
export function templateFaults(template: string): readonly NameFault[] {
  const faults: NameFault[] = []
  if (template.trim() === '') faults.push({ kind: 'empty' })
  if (template.includes('/') || template.includes('\\')) faults.push({ kind: 'slash' })
  if (template.startsWith('.')) faults.push({ kind: 'dot' })
  for (const [, word = ''] of template.matchAll(/\{([^}]*)\}/g)) {
    if (!(placeholders as readonly string[]).includes(word)) {
      faults.push({ kind: 'placeholder', word, known: placeholders })
    }
  }
  if (/[{}]/.test(template.replace(/\{[^{}]*\}/g, ''))) faults.push({ kind: 'brace' })
  if (/\p{Cc}/u.test(template)) faults.push({ kind: 'invisible' })
  const differs = /\{(name|label|sequence|id|time)\}/.test(template)
  if (template.trim() !== '' && !differs) faults.push({ kind: 'same-name' })
  if (Buffer.byteLength(template) > maximumBytes) faults.push({ kind: 'long', maximumBytes })
  return faults
}

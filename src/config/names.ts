// Templates of file names, checked when the configuration is loaded, not when the first statement comes.
// Pure.

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

/** The faults of a template; empty when it is valid. */
export function templateFaults(template: string): readonly string[] {
  const faults: string[] = []
  if (template.trim() === '') faults.push('the name is empty')
  if (template.includes('/') || template.includes('\\')) faults.push('a name holds no / and no \\')
  if (template.startsWith('.'))
    faults.push('a name that begins with a dot is hidden from most programs')
  for (const [, word = ''] of template.matchAll(/\{([^}]*)\}/g)) {
    if (!(placeholders as readonly string[]).includes(word)) {
      faults.push(
        `{${word}} is not known; there are ${placeholders.map((one) => `{${one}}`).join(' ')}`,
      )
    }
  }
  if (/[{}]/.test(template.replace(/\{[^{}]*\}/g, ''))) faults.push('a brace is not closed')
  if (/\p{Cc}/u.test(template)) faults.push('the name holds characters that cannot be seen')
  const differs = /\{(name|label|sequence|id|time)\}/.test(template)
  if (template.trim() !== '' && !differs)
    faults.push('every file would get the same name: add {name}, {sequence}, {time} or {id}')
  if (Buffer.byteLength(template) > 200) faults.push('the name is longer than 200 bytes')
  return faults
}

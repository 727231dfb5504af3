// What travels as a name: PI 12, PI 37 and PI 99 are filled from templates, because products look for the
// physical name in different places. Pure.

import { labelOf } from './label.ts'

/** PI 12 has 76 characters, PI 37 has 80, PI 99 has 254 (PeSIT E §4.7.3). */
export const longest = { fileName: 76, label: 80, freeText: 254 } as const

export function fillName(
  template: string,
  values: { readonly virtualFile: string; readonly name: string },
  maximumCharacters: number,
): string {
  const filled = template.replace(/\{(virtualFile|name)\}/g, (_, key: 'virtualFile' | 'name') =>
    key === 'name' ? labelOf(values.name, maximumCharacters) : values.virtualFile,
  )
  return labelOf(filled, maximumCharacters)
}

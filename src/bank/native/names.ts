// Names as they are sent: PI 12, PI 37 and PI 99 are filled from templates, because products look for the
// file name in different places. A label is a file name in printable ASCII (PI 37); the ledger keeps the
// original name. Pure.

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

export function labelOf(name: string, maximumCharacters = 80): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/œ/g, 'oe')
    .replace(/Œ/g, 'OE')
    .replace(/æ/g, 'ae')
    .replace(/Æ/g, 'AE')
    .replace(/ß/g, 'ss')
    .replace(/[^\x20-\x7e]/gu, '_')
    .trimEnd()
  if (plain.length <= maximumCharacters) return plain
  const dot = plain.lastIndexOf('.')
  const ending = dot > 0 && plain.length - dot <= 10 ? plain.slice(dot) : ''
  return plain.slice(0, maximumCharacters - ending.length) + ending
}

/**
 * How a bank may write the name of a file of ours when it returns it: as we write it, or with `_` or `?` for
 * what its alphabet lacks, one for each character or one for each of its bytes. The first is ours.
 */
export function labelsOf(name: string, maximumCharacters = 80): readonly string[] {
  const whole = name.normalize('NFC')
  const replaced = (sign: string, timesOf: (character: string) => number) =>
    whole.replace(/[^\x20-\x7e]/gu, (character) => sign.repeat(timesOf(character)))
  const spellings = ['_', '?'].flatMap((sign) => [
    replaced(sign, () => 1),
    replaced(sign, (character) => Buffer.byteLength(character)),
  ])
  return [...new Set([name, ...spellings].map((text) => labelOf(text, maximumCharacters)))]
}

/**
 * `labels`: the names under which a bank may offer a file that we request by name; none when any will do.
 * Also PI 12 of the request where its template contains the file name; null: we ask for the virtual file.
 */
export function requestedNames(
  template: string,
  { virtualFile, remoteName }: { readonly virtualFile: string; readonly remoteName: string },
): { readonly labels: readonly string[]; readonly fileName: string | null } {
  if (remoteName === '') return { labels: [], fileName: null }
  const labels = labelsOf(remoteName, longest.label)
  if (!template.includes('{name}')) return { labels, fileName: null }
  const fileName = fillName(template, { virtualFile, name: remoteName }, longest.fileName)
  return { labels, fileName }
}

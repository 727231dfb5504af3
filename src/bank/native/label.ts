// A file name as the bank's side can carry it: printable ASCII, 80 characters (PI 37). The name as it
// was stays in the ledger. Pure.

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
 * How a bank may name a file of ours when it gives it back: as we would write it, or with `_` or `?` for what its
 * alphabet lacks, one for a character or one for each of its bytes. The first is ours.
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

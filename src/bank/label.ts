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

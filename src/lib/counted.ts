// A number with its noun: `1 bank`, `2 banks`. For English nouns with the plural s, or es after x. Pure.

export function counted(count: number, noun: string): string {
  const plural = noun.endsWith('x') ? `${noun}es` : `${noun}s`
  return `${count} ${count === 1 ? noun : plural}`
}

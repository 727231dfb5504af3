// The known word that was probably meant by a misspelt one. Pure.

const longestWord = 80

/** null: no word is near enough. */
export function nearest(word: string, known: readonly string[]): string | null {
  const asked = word.slice(0, longestWord).toLowerCase()
  const [first] = known
    .map((one) => ({ one, distance: distance(asked, one.slice(0, longestWord).toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  return first !== undefined && first.distance <= Math.max(2, asked.length / 3) ? first.one : null
}

/** The edit distance of two words (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      )
    }
    row = next
  }
  return row[b.length] ?? 0
}

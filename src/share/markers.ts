// Markers: a second file that, by its presence, says that the first file is complete. The template contains
// `{name}`, which stands for the name of the first file. Upper and lower case count as different, unless
// the outbox ignores case. Pure.

const place = '{name}'

export function markerName(template: string, name: string): string {
  // A function, because `$&` and `$$` in a replacement text would have a meaning.
  return template.replaceAll(place, () => name)
}

/** Returns the name of the file to which a marker belongs; null: the name is not a marker. */
export function markedBy(template: string, name: string, ignoreCase = false): string | null {
  const [before = '', after = ''] = template.split(place)
  const isLonger = name.length > before.length + after.length
  const same = (one: string, other: string) => one === other || (ignoreCase && alike(one, other))
  return isLonger &&
    same(name.slice(0, before.length), before) &&
    same(name.slice(name.length - after.length), after)
    ? name.slice(before.length, name.length - after.length)
    : null
}

/** Whether a name is a marker by the template; markers are never sent. */
export function isMarker(template: string, name: string, ignoreCase = false): boolean {
  return markedBy(template, name, ignoreCase) !== null
}

/** Whether two texts are equal when upper and lower case are the same. */
function alike(one: string, other: string): boolean {
  return folded(one) === folded(other)
}

export function folded(text: string): string {
  return text.toLowerCase()
}

/**
 * Whether somebody may have meant this name as the marker of the file, although it is not: it contains the
 * file's name (with or without its ending), and the text that makes a name a marker.
 */
export function resemblesMarker(template: string, file: string, name: string): boolean {
  const [given, about] = [folded(name), folded(file)]
  if (given === about) return false
  const dot = about.lastIndexOf('.')
  const stem = dot > 0 ? about.slice(0, dot) : about
  const sign = folded(template.replace(place, '')).replaceAll(/[^\p{L}\p{N}]/gu, '')
  const at = given.indexOf(stem)
  if (at < 0) return false
  const rest = `${given.slice(0, at)} ${given.slice(at + stem.length)}`
  // When letters follow the stem, it is another file: `paie2.ok` is not the marker of `paie.xml`.
  return !/^[\p{L}\p{N}]/u.test(given.slice(at + stem.length)) && rest.includes(sign)
}

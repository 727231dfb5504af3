// Markers: a second file whose presence says that the first one is complete. The template has `{name}` in it,
// which stands for the first one's name. Upper and lower case are the same unless the outbox says otherwise.
// Pure.

const place = '{name}'

export function markerName(template: string, name: string): string {
  // By a function: in a text, `$&` and `$$` of a name would mean something.
  return template.replaceAll(place, () => name)
}

/** Of which file a name is the marker; null: it is none. */
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

/** The same text, as far as upper and lower case do not count. */
export function alike(one: string, other: string): boolean {
  return folded(one) === folded(other)
}

export function folded(text: string): string {
  return text.toLowerCase()
}

/**
 * Whether somebody may have meant this name as the marker of the file, although it is not: it begins as the
 * file does (with or without the file's ending), and has in it what makes a marker.
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
  // What continues the stem by letters is another file: `paie2.ok` is not the marker of `paie.xml`.
  return !/^[\p{L}\p{N}]/u.test(given.slice(at + stem.length)) && rest.includes(sign)
}

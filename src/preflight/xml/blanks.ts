// The blanks of XML: four characters. All others, such as the no-break space, are letters. Pure.

/** Removes the blanks around a text. Linear in its length, whatever it contains. */
export function withoutXmlBlanks(text: string): string {
  let from = 0
  let until = text.length
  while (from < until && isXmlBlank(text.charCodeAt(from))) from += 1
  while (until > from && isXmlBlank(text.charCodeAt(until - 1))) until -= 1
  return text.slice(from, until)
}

function isXmlBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d
}

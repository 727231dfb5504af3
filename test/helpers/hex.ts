// Bytes written by hand beside the specification (test/fixtures/pesit/*.hex). A line `== title` opens an
// example; below it stand groups of hex digits. `#` begins a comment; `[ ]` show a parameter group and
// `|` the end of a length prefix, both for the eye alone.

import { readFileSync } from 'node:fs'

export interface HexExample {
  readonly title: string
  readonly bytes: Uint8Array
}

export function loadHex(name: string): readonly HexExample[] {
  const text = readFileSync(new URL(`../fixtures/pesit/${name}.hex`, import.meta.url), 'utf8')
  const [, ...sections] = `\n${text}`.split(/\n== /)
  return sections.map((section) => {
    const [title = '', ...lines] = section.split('\n')
    return { title: title.trim(), bytes: fromHex(lines.join('\n')) }
  })
}

export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/#.*$/gm, '').replace(/[\s[\]|]/g, '')
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits))
    throw new Error(`these are no bytes in hex: ${digits}`)
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ')
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

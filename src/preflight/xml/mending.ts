// Makes a payment file readable that is not strict XML, before a parser gets it: removes blanks before the
// declaration and control characters, and turns an & that begins no reference into &amp;. Used only to find
// out which payments a file orders; the file itself is never changed. The input is cut anywhere: what may go
// on in the next piece is held back, which is never more than a few characters. Linear. Pure.

const openings: readonly (readonly [begin: string, end: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
]

/** References to a character that need no DOCTYPE. */
const reference = /^&(?:amp|lt|gt|quot|apos|#\d{1,10}|#x[\da-fA-F]{1,10});/
const referenceBegun = /^&(?:[a-z]{0,4}|#\d{0,10}|#x[\da-fA-F]{0,10})$/
const longestReference = 14

/** Characters that no XML may contain, neither directly nor as a reference. */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

export class XmlMending {
  private hasBegun = false
  private heldBack = ''
  /** The end of the current comment, CDATA section or instruction; '' outside of them. */
  private ending = ''

  /** `last`: nothing follows. */
  mend(piece: string, last: boolean): string {
    const allowed = piece.replace(forbidden, '')
    const begun = this.hasBegun ? allowed : allowed.trimStart()
    this.hasBegun ||= begun !== ''
    const text = this.heldBack + begun
    this.heldBack = ''
    const mended: string[] = []
    for (let at = 0; at < text.length; ) {
      const end = this.ending === '' ? takeOutside(text, at, last) : this.takeInside(text, at, last)
      if (end.holdFrom !== null) {
        mended.push(text.slice(at, end.holdFrom))
        this.heldBack = text.slice(end.holdFrom)
        break
      }
      mended.push(text.slice(at, end.at), end.added)
      if (end.ending !== null) this.ending = end.ending
      at = end.at
    }
    return mended.join('')
  }

  private takeInside(text: string, at: number, last: boolean): Step {
    const { ending } = this
    const found = text.indexOf(ending, at)
    if (found >= 0) return { ...step(found + ending.length), ending: '' }
    return last ? step(text.length) : hold(Math.max(at, text.length - ending.length + 1))
  }
}

/**
 * Up to `at` the text is taken as it is, then `added` follows; or from `holdFrom` on it waits for the next
 * piece.
 */
interface Step {
  readonly at: number
  readonly added: string
  /** The next value of `ending`; null: unchanged. */
  readonly ending: string | null
  readonly holdFrom: number | null
}

const step = (at: number, added = ''): Step => ({ at, added, ending: null, holdFrom: null })
const hold = (from: number): Step => ({ ...step(from), holdFrom: from })

function takeOutside(text: string, at: number, last: boolean): Step {
  const found = nextSpecial(text, at)
  if (found < 0) return step(text.length)
  return text[found] === '&' ? takeAmpersand(text, found, last) : takeLessThan(text, found, last)
}

function nextSpecial(text: string, at: number): number {
  const special = /[<&]/g
  special.lastIndex = at
  return special.exec(text)?.index ?? -1
}

function takeAmpersand(text: string, at: number, last: boolean): Step {
  const ahead = text.slice(at, at + longestReference)
  const whole = reference.exec(ahead)?.[0]
  if (whole !== undefined && standsForCharacter(whole)) return step(at + whole.length)
  if (!last && at + ahead.length === text.length && referenceBegun.test(ahead)) return hold(at)
  return step(at + 1, 'amp;')
}

function standsForCharacter(whole: string): boolean {
  if (!whole.startsWith('&#')) return true
  const digits = whole.slice(2, -1)
  const code = digits.startsWith('x') ? parseInt(digits.slice(1), 16) : Number(digits)
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false
  return String.fromCodePoint(code).replace(forbidden, '') !== ''
}

function takeLessThan(text: string, at: number, last: boolean): Step {
  const opening = openings.find(([begin]) => text.startsWith(begin, at))
  if (opening !== undefined) return { ...step(at + opening[0].length), ending: opening[1] }
  const ahead = text.slice(at, at + 9)
  const mayOpen = at + ahead.length === text.length && openings.some(([b]) => b.startsWith(ahead))
  return mayOpen && !last ? hold(at) : step(at + 1)
}

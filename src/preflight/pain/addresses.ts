// Postal addresses of pain files. Since 15 November 2026 banks refuse an address that is only lines
// (AdrLine): it must say the town (TwnNm) and the country (Ctry), and may have two lines of 70 characters
// beside them (hybrid). No address at all stays legal. The day of settlement decides, so the execution date
// counts where one is given, and the present day where that is past or missing. Some banks are stricter: a
// rule a bank (`addresses`). Pure.

import type { PlaceInFile } from '../../wording/catalogue/file/payment-warnings.ts'
import type { Warnings } from '../warnings.ts'

const structuredSince = '2026-11-15'
const mostLinesOfSepa = 2
const mostCharacters = 70

export class Address {
  private lines = 0
  private hasTown = false
  private hasCountry = false
  private readonly longLines: number[] = []

  /** A child of PstlAdr that holds text. */
  take(name: string, text: string): void {
    if (name === 'TwnNm') this.hasTown = true
    if (name === 'Ctry') this.hasCountry = true
    if (name !== 'AdrLine') return
    this.lines += 1
    const { length } = [...text]
    if (length > mostCharacters) this.longLines.push(length)
  }

  /** `day`: on which it is executed; null: nobody knows. */
  judge(warnings: Warnings, place: PlaceInFile, day: string | null): void {
    for (const length of this.longLines)
      warnings.add('ADDRESS-LINE-LENGTH', place, {
        value: String(length),
        than: String(mostCharacters),
      })
    if (this.lines > mostLinesOfSepa)
      warnings.add('ADDRESS-LINES', place, {
        value: String(this.lines),
        than: String(mostLinesOfSepa),
      })
    const isUnstructured = this.lines > 0 && !(this.hasTown && this.hasCountry)
    if (isUnstructured && day !== null && day >= structuredSince)
      warnings.add('ADDRESS-UNSTRUCTURED', place, { value: '' })
  }
}

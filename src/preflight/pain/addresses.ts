// Postal addresses of pain files. Since 15 November 2026 banks refuse an address that has only lines
// (AdrLine): it must have the town (TwnNm) and the country (Ctry), and may have two lines of 70 characters
// besides them (hybrid). No address at all is still allowed. The day of settlement decides: the execution
// date, or the current day where the execution date is past or missing. Some banks are stricter, so there is
// a setting for each bank (`addresses`). Pure.

import type { PlaceInFile } from '../../wording/catalogue/file/payment-warnings.ts'
import type { Warnings } from '../warnings.ts'

const structuredSince = '2026-11-15'
const maximumLinesOfSepa = 2
const maximumCharacters = 70

export class Address {
  private lines = 0
  private hasTown = false
  private hasCountry = false
  private readonly longLines: number[] = []

  /** A child element of PstlAdr with its text. */
  take(name: string, text: string): void {
    if (name === 'TwnNm') this.hasTown = true
    if (name === 'Ctry') this.hasCountry = true
    if (name !== 'AdrLine') return
    this.lines += 1
    const { length } = [...text]
    if (length > maximumCharacters) this.longLines.push(length)
  }

  /** `day`: the day of settlement; null: not known. */
  judge(warnings: Warnings, place: PlaceInFile, day: string | null): void {
    for (const length of this.longLines)
      warnings.add('ADDRESS-LINE-LENGTH', place, {
        value: String(length),
        than: String(maximumCharacters),
      })
    if (this.lines > maximumLinesOfSepa)
      warnings.add('ADDRESS-LINES', place, {
        value: String(this.lines),
        than: String(maximumLinesOfSepa),
      })
    const isUnstructured = this.lines > 0 && !(this.hasTown && this.hasCountry)
    if (isUnstructured && day !== null && day >= structuredSince)
      warnings.add('ADDRESS-UNSTRUCTURED', place, { value: '' })
  }
}

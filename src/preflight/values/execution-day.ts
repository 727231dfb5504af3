// Whether the day on which payments are to be executed is one that a bank can keep. A past day and one that
// is more than a year ahead are typing errors more often than not; banks treat both in their own way, so both
// are warnings. Pure.

import type { PlaceInFile } from '../../wording/catalogue/file/payment-warnings.ts'
import { daysFrom } from './bank-day.ts'
import type { Warnings } from '../warnings.ts'

const farDays = 365

/**
 * `text`: as the file has it. `day`: what it means, null when that is no day. `today`: at the bank; null: not
 * compared.
 */
export function warnOfDay(
  warnings: Warnings,
  place: PlaceInFile,
  { text, day, today }: { text: string; day: string | null; today: string | null },
): void {
  if (day === null) return warnings.add('DATE', place, { value: text })
  if (today === null) return
  if (day < today) warnings.add('DATE-PAST', place, { value: day, than: today })
  else if (daysFrom(today, day) > farDays) warnings.add('DATE-FAR', place, { value: day })
}

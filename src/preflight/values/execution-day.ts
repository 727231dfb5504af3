// Whether a bank can execute payments on a day. A past day and one that is more than a year ahead are usually
// typing errors; banks treat both in different ways, so both are warnings. Pure.

import type { PlaceInFile } from '../../wording/catalogue/file/payment-warnings.ts'
import { daysFrom } from './bank-day.ts'
import type { Warnings } from '../warnings.ts'

const farDays = 365

/**
 * `text`: as in the file. `day`: its meaning, null when it is not a day. `today`: the current day at the
 * bank; null: not compared.
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

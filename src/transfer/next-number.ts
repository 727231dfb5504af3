// The next transfer number (PI 13) for a bank of the configuration. Each bank has a counter of its own. Two
// banks of the configuration that are one pair of partners on two ports of one host may be one bank behind
// both, which must never see a number twice: such banks count together. Their counters are advanced one after
// the other in the order of their names, each to no less than the one before returned. The last one's number
// is used, so no two of these banks can get the same. The counters that lag behind are then brought up to it:
// whichever of these banks the configuration loses later, the others never go back.
//
// A bank that is renamed in the configuration remains the same bank. So the pair has a counter too, advanced
// last.

import type { TransferNumbers } from '../ledger/contract/sync-points.ts'

/** What of a bank's configuration decides its counters. */
export interface NumberedBank {
  readonly name: string
  readonly host: string
  readonly server: string
  readonly partner: string
  /** The first number that may be used. */
  readonly firstNumber: number
}

export async function nextTransferNumber(
  ledger: TransferNumbers,
  banks: readonly NumberedBank[],
  bank: NumberedBank,
  counterOf: (bank: NumberedBank) => string = ({ name, partner }) => `${name}:${partner}`,
): Promise<number> {
  const together = samePair(banks, bank)
  const given: { readonly counter: string; readonly number: number }[] = []
  let number = Math.max(...together.map(({ firstNumber }) => firstNumber))
  for (const counter of [...together.map(counterOf), `pair:${pairOf(bank)}`]) {
    number = await ledger.nextNumber(counter, number)
    given.push({ counter, number })
  }
  for (const one of given) if (one.number < number) await ledger.nextNumber(one.counter, number)
  return number
}

function samePair(banks: readonly NumberedBank[], bank: NumberedBank): readonly NumberedBank[] {
  const own = pairOf(bank)
  const others = banks.filter((one) => one.name !== bank.name && pairOf(one) === own)
  return [bank, ...others].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function pairOf({ host, server, partner }: NumberedBank): string {
  return JSON.stringify([host.toLowerCase(), server, partner])
}

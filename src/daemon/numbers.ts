// The next transfer number (PI 13) of a bank of the configuration. Each bank has a counter of its own. Two
// that are one pair of partners on two ports of one host may be one bank behind both, which must never see a
// number twice: such banks count together. Their counters are asked one after the other in the order of their
// names, each for no less than the one before gave; what the last one gives is the number, so no two of them
// can get the same. Those that lag behind are brought up to it: whichever of these banks the configuration
// loses later, the others never go back.
//
// A bank that is renamed in the configuration is the same one all the same. So the pair has a counter too,
// asked last.

import type { BankConfig } from '../config/schema/configuration.ts'
import type { Ledger } from '../ledger/ledger.ts'

type Numbered = Pick<BankConfig, 'name' | 'host' | 'server' | 'partner' | 'firstNumber'>

export async function nextTransferNumber(
  ledger: Pick<Ledger, 'nextNumber'>,
  banks: readonly Numbered[],
  bank: Numbered,
  counterOf: (bank: Numbered) => string = ({ name, partner }) => `${name}:${partner}`,
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

function samePair(banks: readonly Numbered[], bank: Numbered): readonly Numbered[] {
  const own = pairOf(bank)
  const others = banks.filter((one) => one.name !== bank.name && pairOf(one) === own)
  return [bank, ...others].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function pairOf({ host, server, partner }: Numbered): string {
  return JSON.stringify([host.toLowerCase(), server, partner])
}

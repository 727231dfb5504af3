// Numbers, sizes and times as French people write them. Pure.

/** `412 880`. */
export function frenchNumber(value: number): string {
  return new Intl.NumberFormat('fr-FR').format(value)
}

/** `1,2 Mo`: a Mo is 1024 Ko here, as a MB is 1024 KB in PeSIT. */
export function frenchSize(bytes: number): string {
  const units = ['octets', 'Ko', 'Mo', 'Go', 'To']
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1)
  const amount = bytes / 1024 ** step
  const digits = step > 0 && amount < 10 ? 1 : 0
  const written = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: digits }).format(amount)
  return `${written}\u00a0${step === 0 && bytes < 2 ? 'octet' : units[step]}`
}

/** `23 nov. 2026 à 10:43`, in the zone of the reader. */
export function frenchTime(atMs: number, zone: string): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('fr-FR', { timeZone: zone, ...options }).format(new Date(atMs))
  return `${part({ dateStyle: 'medium' })} à ${part({ timeStyle: 'short' })}`
}

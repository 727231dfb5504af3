// The checksum that PI 1 asks for: ISO 8073 class 4 (Fletcher, modulo 255) over a complete FPDU, two bytes
// behind it, not counted in its length (PeSIT E §4.3.2.3). It was meant for lines that lose bytes; on TCP it
// is used with a peer that requires it.

export const checksumBytes = 2
/** How many bytes can be summed before the second sum exceeds 31 bits. */
const stretchBytes = 2048

/** The two bytes that follow `fpdu`. */
export function checksumOf(fpdu: Uint8Array): readonly [number, number] {
  const [first, second] = sums(fpdu)
  // As if two zero bytes followed: the first sum stays, and is added to the second twice more.
  const weighted = (second + 2 * first) % 255
  return [(first - weighted + 255) % 255, (weighted - 2 * first + 510) % 255]
}

/** Whether the last two bytes are the checksum of those before; 255 counts as 0. */
export function hasValidChecksum(bytes: Uint8Array): boolean {
  if (bytes.length < checksumBytes) return false
  const [first, second] = sums(bytes)
  return first === 0 && second === 0
}

function sums(bytes: Uint8Array): readonly [number, number] {
  let first = 0
  let second = 0
  for (let start = 0; start < bytes.length; start += stretchBytes) {
    const end = Math.min(start + stretchBytes, bytes.length)
    for (let index = start; index < end; index += 1) {
      first += bytes[index] ?? 0
      second += first
    }
    first %= 255
    second %= 255
  }
  return [first, second]
}

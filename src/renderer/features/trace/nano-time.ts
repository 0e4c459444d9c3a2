/** Times of spans as they travel: nanoseconds since the epoch in decimal strings. */

function parseNano(text: string): bigint {
  return /^\d+$/.test(text) ? BigInt(text) : 0n
}

/** Microseconds from one time to another; negative when the second is earlier. */
export function microsecondsBetween(fromNano: string, toNano: string): number {
  return Number(parseNano(toNano) - parseNano(fromNano)) / 1000
}

/** Milliseconds since the epoch, for formatting. */
export function toMs(nano: string): number {
  return Number(parseNano(nano) / 1000n) / 1000
}

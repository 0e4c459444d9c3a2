/** A name for the same again: with the next number that no other has, as in `nightly (2)`. Pure. */
export function nextName(name: string, taken: readonly string[]): string {
  const plain = name.replace(/ \(\d+\)$/, '').slice(0, 240)
  for (let number = 2; ; number++) {
    const next = `${plain} (${number})`
    if (!taken.includes(next)) return next
  }
}

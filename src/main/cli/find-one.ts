import { UsageError } from './arguments.ts'

const mostListed = 10

/** By id, else by its name where only one has it. @throws UsageError */
export function findOne<T extends { name: string }>(
  what: string,
  given: string,
  all: readonly T[],
  idOf: (each: T) => string,
): T {
  const byId = all.find((each) => idOf(each) === given)
  const byName = all.filter((each) => each.name === given)
  const found = byId ?? (byName.length === 1 ? byName[0] : undefined)
  if (found !== undefined) return found
  const names = all.map((each) => each.name).join(', ')
  if (byName.length > 1) {
    const ids = byName.slice(0, mostListed).map(idOf).join(', ')
    throw new UsageError(`Several are named "${given}". Give the id of the ${what}, the newest first: ${ids}.`)
  }
  throw new UsageError(`There is no ${what} "${given}". There are: ${names || 'none'}.`)
}

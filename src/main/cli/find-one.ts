import { AppError } from '../../shared/model/error.ts'

/** By id, else by its name where only one has it. */
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
  if (byName.length > 1) throw new AppError('CONFLICT', `Several are named "${given}". Give the id of the ${what}.`)
  throw new AppError('NOT_FOUND', `There is no ${what} "${given}". There are: ${names || 'none'}.`)
}

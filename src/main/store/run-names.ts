/** Names for runs whose maker gave none. */
import { randomInt } from 'node:crypto'

const qualities =
  'amber bold bright calm clear crisp deep eager fair fresh gentle keen light quick quiet ready steady sunny swift warm'
const things =
  'anchor beacon bridge cedar comet coral delta ember falcon garden harbor heron island lantern maple meadow orchid river summit willow'

/** A name that is easy to say and to tell apart, such as `calm-harbor-417`. */
export function makeRunName(): string {
  return `${pick(qualities)}-${pick(things)}-${randomInt(100, 1000)}`
}

function pick(words: string): string {
  const list = words.split(' ')
  return list[randomInt(list.length)] as string
}

import { useEffect, useState } from 'react'
import { useFormat } from '../i18n/format.ts'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** One clock for every time on screen. */
function followClock(onTick: () => void): () => void {
  listeners.add(onTick)
  timer ??= setInterval(() => {
    for (const listener of listeners) listener()
  }, 10_000)
  return () => {
    listeners.delete(onTick)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

/** `5 min. ago`, kept up to date, with the exact time on hover. */
export function RelativeTime({ timeMs }: { timeMs: number }) {
  const format = useFormat()
  const [, setTick] = useState(0)
  useEffect(() => followClock(() => setTick((tick) => tick + 1)), [])
  return (
    <time dateTime={new Date(timeMs).toISOString()} title={format.exactTime(timeMs)}>
      {format.relativeTime(timeMs, Date.now())}
    </time>
  )
}

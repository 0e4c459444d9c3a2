import { useEffect, useState } from 'react'
import type { Rejection } from '../../shared/model/workspace.ts'
import { useRoute } from './routes.ts'

/** How long a refusal is news. The list on the connect screen keeps it. */
const newsMs = 60_000

/** Whether something was refused in the last minute and the connect screen, which says why, was not looked at since. */
export function useRefusalNews(rejections: Rejection[]): boolean {
  const isLooking = useRoute().screen === 'connect'
  const lastMs = Math.max(0, ...rejections.map((rejection) => rejection.atMs))
  const [pastMs, setPastMs] = useState(0)
  useEffect(() => {
    if (isLooking) return setPastMs(lastMs)
    const timer = setTimeout(() => setPastMs(lastMs), lastMs + newsMs - Date.now())
    return () => clearTimeout(timer)
  }, [isLooking, lastMs])
  return !isLooking && lastMs > pastMs && Date.now() - lastMs < newsMs
}

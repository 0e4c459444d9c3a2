/**
 * The id under which an item comes to its reviewer a second time: the trace's with a mark. It is an item of the labeling loop like any
 * other; only what reads the trace needs the trace's own id.
 */
const mark = '.2'

export function toRepeatId(traceId: string): string {
  return `${traceId}${mark}`
}

export function isRepeatId(itemId: string): boolean {
  return itemId.endsWith(mark)
}

/** The trace of an item of the loop, first or second time. */
export function traceIdOfItem(itemId: string): string {
  return isRepeatId(itemId) ? itemId.slice(0, -mark.length) : itemId
}

/** Prototype of answers that are passed to JSON as they are. Without a constructor of its own name it stays invisible. */
class ContractAnswer {}

/**
 * Options of every handler that puts the router on a wire, made for each: handlers add to the lists they are given.
 *
 * oRPC looks through each answer for dates, maps and the like, one allocation a value: half a second for the tree of
 * 100,000 spans. The contract carries JSON only, and objects of a class are passed by unseen, so answers get one.
 */
export function createRpcOptions() {
  return {
    clientInterceptors: [
      async ({ next }: { next: () => Promise<unknown> }): Promise<unknown> => {
        const answer = await next()
        const isPlain =
          typeof answer === 'object' && answer !== null && Object.getPrototypeOf(answer) === Object.prototype
        if (!isPlain || Symbol.asyncIterator in answer) return answer
        return Object.assign(new ContractAnswer(), answer)
      },
    ],
  }
}

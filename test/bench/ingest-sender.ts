/**
 * The sender of `bench:ingest`, a process of its own. Prepares its bodies, says `ready`, sends when told, several
 * requests at a time, and reports how long each took.
 *
 *     node test/bench/ingest-sender.ts <shape> <port> <warm-up batches> <batches> <requests at a time>
 */
import { Agent, request } from 'node:http'
import { batchSpans, fillBody, makeTemplate, type Shape } from './ingest-bodies.ts'

export interface SenderReport {
  spans: number
  seconds: number
  postMs: number[]
  bytesPerSpan: number
}

const [shape, port, warmUp, batches, atATime] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: Number(atATime) })
const template = makeTemplate(shape as Shape)
const first = Number(warmUp)
const last = first + Number(batches)
const bodies = Array.from({ length: last }, (_, batch) => fillBody(template, batch))

function post(body: Buffer): Promise<number> {
  const startedMs = performance.now()
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: Number(port),
        path: '/v1/traces',
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/x-protobuf', 'content-length': body.byteLength },
      },
      (response) => {
        response.resume()
        response.on('end', () => {
          if (response.statusCode === 200) {
            resolve(performance.now() - startedMs)
          } else {
            reject(new Error(`A batch was answered ${response.statusCode}.`))
          }
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Sends the batches from `from` up to `to`, a new one as soon as one is answered. */
async function sendAll(from: number, to: number): Promise<number[]> {
  const postMs: number[] = []
  let next = from
  const lane = async () => {
    for (let batch = next++; batch < to; batch = next++) {
      postMs.push(await post(bodies[batch] as Buffer))
    }
  }
  await Promise.all(Array.from({ length: Number(atATime) }, lane))
  return postMs
}

process.once('message', async () => {
  await sendAll(0, first)
  process.send?.('warm')
  const startedMs = performance.now()
  const postMs = await sendAll(first, last)
  const report: SenderReport = {
    spans: (last - first) * batchSpans,
    seconds: (performance.now() - startedMs) / 1000,
    postMs,
    bytesPerSpan: template.bytesPerSpan,
  }
  process.send?.(report, () => process.exit(0))
})
process.send?.('ready')
